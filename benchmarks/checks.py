"""`python -m benchmarks.checks`: how long a student waits for `check`, the first time and afterwards.

Each question is asked in a process of its own, as in a fresh kernel: once with the course's own answer and once with a
wrong one. The first figure holds the import of the exams; the student's own running time is in all of them.
"""

import json
import subprocess
import sys
from typing import Any

from autograd_lab.exams.table import EXAMS

ROUNDS = 5
#: what is measured -> milliseconds that it may take
GOALS = {"first_ms": 1000, "later_ms": 200}
_ONE = """
import json, statistics, sys, time
exam, place, rounds = map(int, sys.argv[1:])
import numpy
start = time.perf_counter()
from autograd_lab import check
from autograd_lab.exams.table import EXAMS, ask
question = EXAMS[exam].questions[place]
right = question.right[0]
ask(question, right, 0)
first = time.perf_counter() - start
def later(variant):
    times = []
    for seed in range(rounds):
        start = time.perf_counter()
        ask(question, variant, seed)
        times.append(time.perf_counter() - start)
    return statistics.median(times)
wrong = next((v for v in question.wrong if not v.endless), right)
found = {"first_ms": first, "right_ms": later(right), "wrong_ms": later(wrong)}
print(json.dumps({key: 1e3 * value for key, value in found.items()} | {"torch": "torch" in sys.modules}))
"""


def figures() -> dict[str, dict[str, Any]]:
    """Milliseconds by question."""
    found = {}
    for number, exam in enumerate(EXAMS):
        for place, question in enumerate(exam.questions):
            job = [sys.executable, "-c", _ONE, *map(str, (number, place, ROUNDS))]
            done = subprocess.run(job, capture_output=True, text=True, check=True)
            found[f"{exam.name} {question.name}"] = json.loads(done.stdout.splitlines()[-1])
    return found


def main() -> int:
    """Print a line for each question, and what is above its goal."""
    over = []
    for name, row in figures().items():
        print(
            f"{name:24} first {row['first_ms']:6.0f}   right {row['right_ms']:6.1f}   wrong {row['wrong_ms']:6.1f} ms"
        )
        later = max(row["right_ms"], row["wrong_ms"])
        if row["first_ms"] > GOALS["first_ms"] or later > GOALS["later_ms"] or row["torch"]:
            over.append(name)
    print("above the goal: " + (", ".join(over) or "none"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
