"""Vehicle routing with time windows, no doctor: our solver, PyVRP, VROOM and OR-Tools on the same days."""
import importlib.util
import json
import os

import ours


def as_instance(day):
    """A day of the peers' format as an instance document (times in seconds)."""
    count = len(day["vehicles"])
    depots = [vehicle["start"] for vehicle in day["vehicles"]]
    places = depots + [job["loc"] for job in day["jobs"]]
    matrix = [[day["durations"][a][b] for b in places] for a in places]
    return {
        "minute": 60,
        "patients": [
            {
                "id": f"j{job['id']}",
                "windows": [{"open": job["tw"][0], "due": job["tw"][1], "close": job["tw"][1]}],
                "required_caregivers": [{"service": "soin", "duration": job["service"]}],
            }
            for job in day["jobs"]
        ],
        "caregivers": [
            {"id": f"v{row}", "abilities": ["soin"], "shift": day["vehicles"][row]["tw"], "office": f"d{row}"}
            for row in range(count)
        ],
        "central_offices": [{"id": f"d{row}"} for row in range(count)],
        "distances": matrix,
        "objective": {"travel": 1, "unserved": [100000, 100000, 100000]},
    }


def with_pyvrp(day, seconds, seed=1):
    """Travel seconds and unserved jobs."""
    import pyvrp
    from pyvrp.stop import MaxRuntime

    model = pyvrp.Model()
    used = {vehicle["start"] for vehicle in day["vehicles"]} | {job["loc"] for job in day["jobs"]}
    places = {key: model.add_location(0, 0) for key in sorted(used)}
    depots = {}
    for vehicle in day["vehicles"]:
        key = vehicle["start"]
        if key not in depots:
            depots[key] = model.add_depot(places[key])
        low, high = vehicle["tw"]
        depot = depots[key]
        model.add_vehicle_type(1, start_depot=depot, end_depot=depot, tw_early=low, tw_late=high)
    for job in day["jobs"]:
        low, high = job["tw"]
        model.add_client(
            places[job["loc"]], service_duration=job["service"], tw_early=low, tw_late=high, prize=1_000_000, required=False
        )
    for a, origin in places.items():
        for b, target in places.items():
            if a != b:
                time = day["durations"][a][b]
                model.add_edge(origin, target, distance=time, duration=time)
    best = model.solve(MaxRuntime(seconds), seed=seed, display=False).best
    if not best.is_feasible():
        return float("inf"), len(day["jobs"])
    return best.distance(), len(day["jobs"]) - best.num_clients()


def with_vroom(day, exploration):
    """Travel seconds and unserved jobs."""
    import numpy
    import vroom

    problem = vroom.Input()
    problem.set_durations_matrix("car", numpy.array(day["durations"], dtype=numpy.uint32))
    problem.add_vehicle(
        [vroom.Vehicle(v["id"] + 1, start=v["start"], end=v["end"], time_window=tuple(v["tw"])) for v in day["vehicles"]]
    )
    problem.add_job(
        [
            vroom.Job(j["id"] + 1, location=j["loc"], default_service=j["service"], time_windows=[vroom.TimeWindow(*j["tw"])])
            for j in day["jobs"]
        ]
    )
    found = problem.solve(exploration_level=exploration, nb_threads=1)
    return found.summary.duration, found.summary.unassigned


def with_ortools(day, seconds):
    """Travel seconds and unserved jobs."""
    import doctors

    cost, unserved, _ = doctors.with_ortools(day, None, seconds)
    return cost, unserved


def table(data, binary, seconds):
    lines = ["| day | solver | travel (s) | unserved |", "|---|---|---|---|"]
    for name in ("cher100", "cher200"):
        with open(os.path.join(data, "peers", f"{name}.json")) as read:
            day = json.load(read)
        for seed in (1, 2):
            solution, _ = ours.solve(binary, as_instance(day), seconds, seed=seed)
            row = (f"ours, seed {seed}", solution["costs"]["travel"], solution["costs"]["unserved"])
            lines.append(f"| {name} | {row[0]} | {row[1]:.0f} | {row[2]} |")
            print(lines[-1], flush=True)
        runs = [("PyVRP, seed 1", "pyvrp", lambda: with_pyvrp(day, seconds, 1))]
        runs += [("PyVRP, seed 2", "pyvrp", lambda: with_pyvrp(day, seconds, 2))]
        runs += [("VROOM, level 5", "vroom", lambda: with_vroom(day, 5))]
        runs += [("OR-Tools", "ortools", lambda: with_ortools(day, seconds))]
        for label, package, run in runs:
            if importlib.util.find_spec(package) is None:
                lines.append(f"| {name} | {label} | not installed | |")
                continue
            cost, unserved = run()
            lines.append(f"| {name} | {label} | {cost:.0f} | {unserved} |")
            print(lines[-1], flush=True)
    return "\n".join(lines)
