"""The bench of the rounds solver: published instances, peers without and with doctors, growth with size."""
import argparse
import os
import platform
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)

import doctors  # noqa: E402
import published  # noqa: E402
import routing  # noqa: E402
import size  # noqa: E402


def main():
    ask = argparse.ArgumentParser()
    ask.add_argument("--data", required=True)
    ask.add_argument("--binary", required=True)
    ask.add_argument("--seconds", type=float, default=10)
    ask.add_argument("--threads", type=int, default=1)
    ask.add_argument("--days", type=int, default=20)
    ask.add_argument("--only", choices=["published", "kummer", "peers", "doctors", "size"])
    ask.add_argument("--keep", help="folder for solutions better than the best known")
    ask.add_argument("--out", default=os.path.join(HERE, "../../docs/benchmarks-rounds.md"))
    asked = ask.parse_args()
    parts = []

    def wanted(name):
        return asked.only in (None, name)

    before = os.getloadavg()
    budget = f"{asked.seconds:g} s, {asked.threads} thread(s)"
    if wanted("published"):
        rows = published.family(asked.data, "mankowska", asked.binary, asked.seconds, asked.threads, asked.keep)
        parts.append(f"## Published instances, {budget}\n\n{published.table(rows)}")
    if wanted("kummer"):
        rows = published.family(asked.data, "kummer", asked.binary, asked.seconds, asked.threads, asked.keep)
        parts.append(f"## Second family (Kummer), {budget}\n\n{published.table(rows)}")
    if wanted("peers"):
        parts.append(f"## Without synchronisation, {budget}\n\n" + routing.table(asked.data, asked.binary, asked.seconds))
    if wanted("doctors"):
        parts.append(f"## With doctors, {budget}\n\n" + doctors.table(asked.data, asked.binary, asked.seconds, asked.days))
    if wanted("size"):
        parts.append("## Growth with size\n\n" + size.table(asked.binary))
    after = os.getloadavg()
    noise = f"{platform.machine()}, {os.cpu_count()} cores; load {before[0]:.1f} before and {after[0]:.1f} after."
    with open(asked.out, "a") as out:
        out.write("\n\n".join([*parts, noise]) + "\n\n")


if __name__ == "__main__":
    main()
