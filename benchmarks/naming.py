"""`python -m benchmarks.naming [exam …]`: how long `check` takes on a wrong answer that must be searched for.

Every wrong variant of a question is asked with itself taken out of the bank, so that the search begins wherever nothing
else explains the numbers. The time is the processor's, with the running time of the answer in it.
"""

import sys
import time
from collections.abc import Sequence

import numpy as np

from autograd_lab.exams.question import Question
from autograd_lab.exams.table import EXAMS, ask

SEEDS = 3
GOAL_MS = 300.0  # of the 95th percentile, for each question


def times_ms(question: Question) -> list[float]:
    """Milliseconds for each wrong variant that ends, on a few seeds each."""
    found = []
    for variant in question.wrong:
        for seed in range(0 if variant.endless else SEEDS):
            start = time.process_time()
            ask(question.without(variant), variant, seed)
            found.append(1e3 * (time.process_time() - start))
    return found


def main(argv: Sequence[str]) -> int:
    """Print a line for each question, and those above the goal."""
    over = []
    for exam in EXAMS:
        for question in exam.questions if not argv or exam.name in argv else ():
            found = times_ms(question)
            if found:
                middle, high = np.percentile(found, [50, 95])
                print(
                    f"{exam.name} {question.name:24} median {middle:6.0f}   p95 {high:6.0f} ms   ({len(found)} asked)"
                )
                over += [question.name] if high > GOAL_MS else []
    print(f"above {GOAL_MS:.0f} ms: " + (", ".join(over) or "none"))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
