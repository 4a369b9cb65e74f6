"""What is said of a score by hand that still counts although it was given for something else."""

from collections.abc import Sequence

from autograd_lab.grading.pages.rendering import points_text
from autograd_lab.grading.run.sheet import NO_ANSWER, Sheet


def outlived_sentence(cell: str, sheet: Sheet, earlier: Sequence[float] = ()) -> str:
    """A sentence on a score by hand that still counts although it was given for something else.

    For an earlier answer, or out of one of the `earlier` points of the cell.
    """
    given, maximum = points_text(sheet.scores[cell] - sheet.extra.get(cell, 0.0)), points_text(sheet.maxima[cell])
    now = sheet.overruled[cell]
    if earlier:
        worth = " or ".join(points_text(points) for points in earlier)
        said = f"{given} points were given by hand when it was worth {worth} (now {maximum}) or to an earlier answer"
    else:
        said = f"{given} of {maximum} points were given by hand to an earlier answer"
    said = f"{cell}: {said}, and count"
    if now is None:
        return f"{said}. Formgrader shows the answer"
    if sheet.comments.get(cell) == NO_ANSWER:
        return f"{said}; nothing is written there now"
    return f"{said}; the check gives {points_text(now)} now. Formgrader shows both"
