"""Runs our binary on an instance and reads its solution back."""
import json
import os
import subprocess
import tempfile
import time


def solve(binary, instance, seconds, threads=1, seed=1, iterations=None):
    """The solution document and the wall time; `instance` is a path or a dictionary."""
    with tempfile.TemporaryDirectory() as folder:
        path = instance
        if isinstance(instance, dict):
            path = os.path.join(folder, "instance.json")
            with open(path, "w") as out:
                json.dump(instance, out)
        plan = os.path.join(folder, "plan.json")
        budget = ["--iterations", str(iterations)] if iterations else ["--seconds", str(seconds)]
        command = [binary, "solve", path, "--seed", str(seed), "--threads", str(threads), "--out", plan, *budget]
        started = time.monotonic()
        done = subprocess.run(command, capture_output=True, text=True)
        elapsed = time.monotonic() - started
        if done.returncode:
            raise RuntimeError(done.stderr)
        with open(plan) as read:
            solution = json.load(read)
        solution["stderr"] = done.stderr
        return solution, elapsed
