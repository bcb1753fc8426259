"""Days with doctors: our solver against OR-Tools with a Cumulative, and against tours first, doctors after.

Every solver is scored alike: travel in seconds, and a patient is unserved when no named doctor holds the consultation
in free time. A consultation of 15 minutes starts 5 minutes after the nurse.
"""
import json
import os
import random

import ours
import routing

AFTER, LENGTH, DAY = 300, 900, 36000


def a_day(base, seed):
    """Jobs of a base day with fresh windows and four doctors with lunch and two booked half-hours each."""
    dice = random.Random(seed)
    day = json.loads(json.dumps(base))
    places = [job["loc"] for job in day["jobs"]]
    dice.shuffle(places)
    for job, place in zip(day["jobs"], places):
        job["loc"] = place
        draw = dice.random()
        if draw < 0.2:
            job["tw"] = [0, DAY - 3600]
        elif draw < 0.6:
            job["tw"] = [0, 16200] if dice.random() < 0.5 else [18000, DAY - 1800]
        else:
            start = dice.randrange(0, DAY - 9000, 900)
            job["tw"] = [start, start + 7200]
    day["doctors"] = []
    for _ in range(4):
        busy = [(lunch := dice.randrange(14400, 18000, 900), lunch + 3600)]
        busy += [(start, start + 1800) for start in (dice.randrange(1800, 12600, 900), dice.randrange(21600, 32400, 900))]
        free, reached = [], 0
        for low, high in sorted(busy):
            if low > reached:
                free.append([reached, low])
            reached = max(reached, high)
        day["doctors"].append(free + [[reached, DAY]])
    return day


def as_instance(day):
    instance = routing.as_instance(day)
    for patient in instance["patients"]:
        patient["consultation"] = {"duration": LENGTH, "after": AFTER}
    instance["doctors"] = [{"id": f"m{row}", "free": free} for row, free in enumerate(day["doctors"])]
    return instance


def with_ortools(day, doctors, seconds):
    """Guided local search; consultations, lunches and bookings together never exceed the number of `doctors`.

    The Cumulative does not name a doctor and a found plan leaves its hours open: `unassigned` settles both
    afterwards. Returns travel, unserved jobs and the jobs of each vehicle in order.
    """
    from ortools.constraint_solver import pywrapcp, routing_enums_pb2

    ends = [v["start"] for v in day["vehicles"]]
    manager = pywrapcp.RoutingIndexManager(len(day["durations"]), len(ends), ends, ends)
    model = pywrapcp.RoutingModel(manager)
    service = {job["loc"]: job["service"] for job in day["jobs"]}

    def time(a, b):
        a, b = manager.IndexToNode(a), manager.IndexToNode(b)
        return service.get(a, 0) + day["durations"][a][b]

    def travel(a, b):
        return day["durations"][manager.IndexToNode(a)][manager.IndexToNode(b)]

    model.SetArcCostEvaluatorOfAllVehicles(model.RegisterTransitCallback(travel))
    model.AddDimension(model.RegisterTransitCallback(time), DAY, DAY, False, "time")
    clock = model.GetDimensionOrDie("time")
    jobs = []
    unused = set(range(len(day["durations"]))) - set(ends) - set(service)
    for node in unused:
        model.AddDisjunction([manager.NodeToIndex(node)], 0)
    for job in day["jobs"]:
        index = manager.NodeToIndex(job["loc"])
        clock.CumulVar(index).SetRange(*job["tw"])
        model.AddDisjunction([index], 10_000_000)
        jobs.append((job, index))
    if doctors:
        solver = model.solver()
        spans = [
            solver.FixedDurationIntervalVar(clock.CumulVar(index), LENGTH, model.ActiveVar(index), f"c{job['id']}")
            for job, index in jobs
        ]
        busy = [piece for free in doctors for piece in taken(free)]
        # a consultation is told from the nurse's start, so lunches and bookings are told AFTER earlier
        spans += [solver.FixedInterval(low - AFTER, high - low, f"b{row}") for row, (low, high) in enumerate(busy)]
        solver.Add(solver.Cumulative(spans, [1] * len(spans), len(doctors), "doctors"))
    ask = pywrapcp.DefaultRoutingSearchParameters()
    ask.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    ask.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    ask.time_limit.FromMilliseconds(int(seconds * 1000))
    found = model.SolveWithParameters(ask)
    if not found:
        return float("inf"), len(jobs), []
    cost, routes = 0, []
    for vehicle in range(len(ends)):
        index, route = model.Start(vehicle), []
        while not model.IsEnd(index):
            after = found.Value(model.NextVar(index))
            cost += travel(index, after)
            if not model.IsEnd(after):
                route.append(manager.IndexToNode(after))
            index = after
        routes.append(route)
    by_place = {job["loc"]: job["id"] for job, _ in jobs}
    routes = [[by_place[node] for node in route if node in by_place] for route in routes]
    return cost, len(jobs) - sum(map(len, routes)), routes


def taken(free):
    """The lunches and bookings of a doctor: what free time leaves of the day."""
    reached, pieces = 0, []
    for low, high in free:
        if low > reached:
            pieces.append((reached, low))
        reached = high
    return pieces


def unassigned(day, routes):
    """How many consultations of these rounds no named doctor can hold, orders kept and hours free: the fewest, by CP-SAT."""
    from ortools.sat.python import cp_model

    model, jobs, held = cp_model.CpModel(), {job["id"]: job for job in day["jobs"]}, []
    spans = [
        [model.new_fixed_size_interval_var(low, high - low, f"b{row}-{low}") for low, high in taken(free)]
        for row, free in enumerate(day["doctors"])
    ]
    for vehicle, route in zip(day["vehicles"], routes):
        place, ready = vehicle["start"], 0
        for job in (jobs[name] for name in route):
            start = model.new_int_var(*job["tw"], f"s{job['id']}")
            model.add(start >= ready + day["durations"][place][job["loc"]])
            place, ready = job["loc"], start + max(job["service"], AFTER + LENGTH)
            chosen = [model.new_bool_var(f"{job['id']}-{row}") for row in range(len(spans))]
            for lane, given in zip(spans, chosen):
                lane.append(model.new_optional_fixed_size_interval_var(start + AFTER, LENGTH, given, f"c{job['id']}"))
            model.add_at_most_one(chosen)
            held += chosen
        model.add(ready + day["durations"][place][vehicle["start"]] <= DAY)
    for lane in spans:
        model.add_no_overlap(lane)
    model.maximize(sum(held))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_time_in_seconds = 10
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return sum(map(len, routes))
    return sum(map(len, routes)) - round(solver.objective_value)


def tours_first(day, binary, seconds):
    """Our tours without doctors, then doctors given to them as to those of OR-Tools."""
    solution, _ = ours.solve(binary, routing.as_instance(day), seconds)
    names = {f"j{job['id']}": job["id"] for job in day["jobs"]}
    routes = [[names[stop["patient"]] for stop in route["locations"]] for route in solution["routes"]]
    return solution["costs"]["travel"], solution["costs"]["unserved"] + unassigned(day, routes)


def table(data, binary, seconds, days):
    """One row a day, then the means and how often each solver wins (fewest unserved, then travel)."""
    with open(os.path.join(data, "peers", "cher100.json")) as read:
        base = json.load(read)
    lines = ["| day | ours: travel, unserved | OR-Tools: travel, unserved (of which without doctor) | tours first: travel, unserved |"]
    lines.append("|---|---|---|---|")
    rows = []
    for seed in range(101, 101 + days):
        day = a_day(base, seed)
        solution, _ = ours.solve(binary, as_instance(day), seconds)
        mine = (solution["costs"]["unserved"], solution["costs"]["travel"])
        cost, unserved, routes = with_ortools(day, day["doctors"], seconds)
        lost = unassigned(day, routes)
        theirs = (unserved + lost, cost)
        travel, late = tours_first(day, binary, seconds)
        rows.append((mine, theirs, (late, travel)))
        lines.append(
            f"| {seed} | {mine[1]:.0f}, {mine[0]} | {cost:.0f}, {theirs[0]} ({lost}) | {travel:.0f}, {late} |"
        )
        print(lines[-1], flush=True)
    mean = [[sum(row[who][part] for row in rows) / len(rows) for part in (1, 0)] for who in range(3)]
    lines.append("| mean | " + " | ".join(f"{travel:.0f}, {unserved:.1f}" for travel, unserved in mean) + " |")
    won = sum(mine < theirs for mine, theirs, _ in rows)
    full = [(mine[1], theirs[1]) for mine, theirs, _ in rows if mine[0] == theirs[0]]
    lines.append(f"\nOurs is better on {won} of {len(rows)} days.")
    if full:
        gain = sum(1 - a / b for a, b in full) / len(full) * 100
        lines.append(f"On the {len(full)} days with as many served, our travel is {gain:.1f} % shorter in the mean.")
    print("\n".join(lines[-3:]), flush=True)
    return "\n".join(lines)
