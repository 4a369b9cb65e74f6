"""`python -m benchmarks.naming [exam …]`: how long `check` takes on a wrong answer that must be searched for.

Every wrong variant of a question is asked with itself taken out of the bank, so that the search begins wherever nothing
else explains the numbers; and answers that nothing explains, on which the search runs to its end. The time is the
processor's, with the running time of the answer in it.
"""

import sys
import time
from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd_lab.exams.question import Question, Variant
from autograd_lab.exams.table import EXAMS, ask

SEEDS = 3
UNEXPLAINED = 12  # answers that nothing explains
GOAL_MS = 300.0  # of the 95th percentile, for each question


def times_of_the_bank(question: Question) -> list[float]:
    """Milliseconds for each wrong variant that ends, on a few seeds each."""
    return [
        _milliseconds(question.without(variant), variant, seed)
        for variant in question.wrong
        if not variant.endless
        for seed in range(SEEDS)
    ]


def times_of_nonsense(question: Question) -> list[float]:
    """Milliseconds for right answers with noise added; none where nothing is searched."""
    noisy = Variant("noise", _with_noise(question))
    return [_milliseconds(question, noisy, seed) for seed in range(UNEXPLAINED if question.written else 0)]


def _milliseconds(question: Question, variant: Variant, seed: int) -> float:
    start = time.process_time()
    ask(question, variant, seed)
    return 1e3 * (time.process_time() - start)


def _with_noise(question: Question) -> Any:
    """The reference with normal numbers added to all that it returns."""
    rng = np.random.default_rng(0)

    def noisy(value: Any) -> Any:
        if isinstance(value, (list, tuple)):
            return type(value)(noisy(item) for item in value)
        return value + rng.normal(size=np.shape(value))

    return lambda *args: noisy(question.reference(*args))


def main(argv: Sequence[str]) -> int:
    """Print a line for each question, and those above the goal."""
    over = []
    for exam in EXAMS:
        for question in exam.questions if not argv or exam.name in argv else ():
            bank, nonsense = times_of_the_bank(question), times_of_nonsense(question)
            highs = [float(np.percentile(found, 95)) if found else 0.0 for found in (bank, nonsense)]
            print(
                f"{exam.name} {question.name:24} median {np.median(bank or [0.0]):6.0f}   p95 {highs[0]:6.0f} ms   "
                f"nothing explains it: p95 {highs[1]:6.0f} ms"
            )
            over += [question.name] if max(highs) > GOAL_MS else []
    print(f"above {GOAL_MS:.0f} ms: " + (", ".join(over) or "none"))
    return bool(over)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
