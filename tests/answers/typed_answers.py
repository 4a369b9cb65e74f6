"""Answers to each exercise that the book's page judges, right and wrong in every way that is known: for `tell` and for
js/judge.js, which have to say the same."""

import math
import random

from autograd_lab.answers import EXERCISES
from autograd_lab.answers.ch05 import Order
from autograd_lab.answers.exercises import Numbers

NUMBERS = {key: exercise for key, exercise in EXERCISES.items() if isinstance(exercise, Numbers)}
ORDERS = {key: exercise for key, exercise in EXERCISES.items() if isinstance(exercise, Order)}
GARBAGE = ("abc", "it's", 'say "x"', """it's "x" """, "a\\b", "x" * 80, "7 8 euros", "None of them", "½")


def plain(number):
    """A number of the catalogue as a page has it: lists instead of tuples."""
    return list(number) if isinstance(number, tuple | list) else number


def slips(exercise):
    """(What is said of it, the answer) of each slip: right but for this one name."""
    for name, known in exercise.slips.items():
        for wrong, why in known:
            yield why, {**right(exercise), name: plain(wrong)}


def right(exercise):
    return {name: plain(number) for name, number in exercise.right.items()}


def rounded(number, digits):
    """A number, or each of a list, as somebody writes it down who keeps so many digits."""
    if isinstance(number, list):
        return [rounded(one, digits) for one in number]
    return float(f"{number:.{digits}g}")


def following(exercise, answer, name):
    """An answer in which this name was worked out from the wrong ones before it."""
    return {**answer, name: plain(exercise.follows[name][1](answer))}


def around(exercise):
    """Answers that are near the edges of what counts as right, of the wrong kind, or of the wrong length."""
    whole, near = right(exercise), 1 + exercise.tolerance
    yield whole
    yield dict.fromkeys(whole)
    for name, number in whole.items():
        for digits in range(1, 9):
            yield {**whole, name: rounded(number, digits)}
            yield {name: rounded(number, digits)}
        entries = number if isinstance(number, list) else [number]
        several = [
            *(
                [one * factor for one in entries]
                for factor in (near, near + 1e-6, 1.04, 1.06, -1, 2, 1e-7, 1e7, 123457)
            ),
            [*entries[:-1], entries[-1] * 1.01],
            [*entries[:-1], None],
            entries[:-1] or [0, 0],
            [*entries, 5],
            [entries[0], *entries],
            [-0.0] * len(entries),
            [math.nan] * len(entries),
            [math.inf] * len(entries),
        ]
        for changed in several:
            yield {**whole, name: changed if isinstance(number, list) else changed[0]}
        for other in (entries[0], [*entries, 1.25], None, *GARBAGE):
            yield {**whole, name: other}


def follows(exercise):
    """Answers in which a wrong number was carried on by the right steps, once and to the end."""
    rng = random.Random(19)
    for name, (earlier, _) in exercise.follows.items():
        for source in [earlier] if isinstance(earlier, str) else earlier:
            number = right(exercise)[source]
            wrongs = [plain(wrong) for wrong, _ in exercise.slips.get(source, ())]
            wrongs += [[rng.uniform(0.1, 9) for _ in number] if isinstance(number, list) else rng.uniform(0.1, 9)]
            for wrong in wrongs:
                if (len(wrong) if isinstance(wrong, list) else 1) != (len(number) if isinstance(number, list) else 1):
                    continue
                answer = {**right(exercise), source: wrong}
                try:
                    yield (answer := following(exercise, answer, name))
                    for later in exercise.follows:
                        answer = following(exercise, answer, later)
                    yield answer
                except (ValueError, ArithmeticError):
                    continue


def at_random(exercise):
    """Answers of numbers that mean nothing."""
    rng = random.Random(91)
    for _ in range(20):
        yield {
            name: [rng.choice((-1, 1)) * 10 ** rng.uniform(-7, 8) for _ in number]
            if isinstance(number, list)
            else rng.choice((-1, 1)) * 10 ** rng.uniform(-7, 8)
            for name, number in right(exercise).items()
        }
