"""Growth with size: generated days from 10 to 3,000 patients, the same moves for each patient."""
import random

import ours


def a_day(count, seed, doctors):
    dice = random.Random(seed)
    spots = [(dice.uniform(0, 60), dice.uniform(0, 60)) for _ in range(count + 1)]
    matrix = [[round(((a - c) ** 2 + (b - d) ** 2) ** 0.5, 1) for c, d in spots] for a, b in spots]
    nurses = max(2, count // 10)

    def patient(row):
        start = dice.randrange(0, 480, 15)
        asked = {"consultation": {"duration": 15, "after": 5}} if doctors and dice.random() < 0.4 else {}
        need = [{"service": "soin", "duration": 20}]
        return {"id": f"p{row}", "time_window": [start, start + 120], "required_caregivers": need, **asked}

    return {
        "patients": [patient(row) for row in range(count)],
        "caregivers": [{"id": f"n{row}", "abilities": ["soin"]} for row in range(nurses)],
        "doctors": [{"id": f"m{row}", "free": [[0, 240], [300, 900]]} for row in range(max(1, count // 25))] if doctors else [],
        "distances": matrix,
        "objective": "published",
    }


def table(binary):
    lines = ["| patients | doctors | moves | seconds | schedules computed / s | published cost | unserved |", "|---|---|---|---|---|---|---|"]
    for count in (10, 30, 100, 300, 1000, 3000):
        for doctors in (False, True):
            moves = 400_000 if count <= 300 else 1_000_000
            solution, elapsed = ours.solve(binary, a_day(count, 1, doctors), 0, iterations=moves)
            told = [line for line in solution["stderr"].splitlines() if "calculs" in line][-1]
            decodes = int(told.split("fil, ")[1].split(" ")[0])
            inner = float(told.rsplit(", ", 1)[1].split()[0])
            costs = solution["costs"]
            lines.append(
                f"| {count} | {'yes' if doctors else 'no'} | {moves} | {elapsed:.1f} | {decodes / max(inner, 1e-3):,.0f} "
                f"| {costs['published']:.1f} | {costs['unserved']} |"
            )
            print(lines[-1], flush=True)
    return "\n".join(lines)
