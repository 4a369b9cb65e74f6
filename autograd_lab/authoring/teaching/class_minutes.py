"""Minutes that a cell takes in class: whole ones, so that what is said of them together is their sum."""

from collections.abc import Sequence
from itertools import accumulate

from autograd_lab.authoring.minutes import FIGURE, PREDICTION, WORDS, is_played, words
from autograd_lab.authoring.teaching.links import Place

LESSON = 50  # minutes of a class
CLASS_PACE = 2  # a class takes twice as long as a reader: it says its guesses aloud, and hears those of others


def minutes_in_class(found: Sequence[Place], number: int) -> int:
    """A reader's minutes for a prediction, a figure, and the answer behind it, at the pace of a class; at least one."""
    cell = found[number].cell
    reading = PREDICTION * ("predict" in cell.tags) + FIGURE * is_played(cell)
    for place in found[number + 1 :]:
        if "answer" not in place.cell.tags and "asserts" not in place.cell.tags:
            break
        if "predict" in cell.tags:
            reading += words(place.cell) / WORDS
    return max(1, round(CLASS_PACE * reading))


def about(minutes: int) -> str:
    """The minutes in words.

    >>> about(1), about(4)
    ('about 1 minute', 'about 4 minutes')
    """
    return f"about {minutes} minute{'s' * (minutes > 1)}"


def what_fits(minutes: Sequence[int]) -> str:
    """What a lesson has time for, of cells that take so many minutes each.

    >>> what_fits([20, 20, 20])
    'numbers 1 to 2 of what stands under *Show* fit in 50 minutes (40); all 3 take 60'
    >>> what_fits([20, 20])
    'what stands under *Show* takes about 40 of 50 minutes'
    """
    taken = list(accumulate(minutes))
    if sum(minutes) <= LESSON:
        return f"what stands under *Show* takes about {sum(minutes)} of {LESSON} minutes"
    count = sum(total <= LESSON for total in taken)
    return (
        f"numbers 1 to {count} of what stands under *Show* fit in {LESSON} minutes ({sum(minutes[:count])}); "
        f"all {len(taken)} take {taken[-1]}"
    )
