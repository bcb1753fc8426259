"""Published instances against their best known values."""
import csv
import glob
import json
import os

import ours


def best_known(path):
    with open(path) as table:
        return {row["instance"]: float(row["bks_total_cost"]) for row in csv.DictReader(table, delimiter="\t")}


def family(data, name, binary, seconds, threads, keep):
    """Rows of (set, instance, best known, ours, gap in percent); improved solutions are kept."""
    known = best_known(os.path.join(data, f"{name}_bks.tsv"))
    rows = []
    for path in sorted(glob.glob(os.path.join(data, name, "*.json.gz"))):
        instance = os.path.basename(path)[: -len(".json.gz")]
        if instance not in known:
            continue
        solution, _ = ours.solve(binary, path, seconds, threads)
        cost = solution["costs"]["published"]
        gap = (cost / known[instance] - 1) * 100
        parts = instance.split("_")
        size = parts[2] if parts[0].startswith("Instanz") else parts[1]
        rows.append((int(size), instance, known[instance], cost, gap))
        print(f"{instance} {cost:.3f} {gap:+.2f} %", flush=True)
        if keep and gap < -1e-3:
            solution.pop("stderr")
            with open(os.path.join(keep, f"{instance}.json"), "w") as out:
                json.dump(solution, out)
    return rows


def table(rows):
    """Mean gap by size, as Markdown."""
    lines = ["| patients | instances | mean gap | worst | below best known |", "|---|---|---|---|---|"]
    for size in sorted({row[0] for row in rows}):
        gaps = [row[4] for row in rows if row[0] == size]
        below = sum(gap < -1e-3 for gap in gaps)
        lines.append(f"| {size} | {len(gaps)} | {sum(gaps) / len(gaps):+.2f} % | {max(gaps):+.2f} % | {below} |")
    return "\n".join(lines)
