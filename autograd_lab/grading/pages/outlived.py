"""What is said of a score by hand that still counts although it may not fit any more."""

from collections.abc import Sequence

from autograd_lab.grading.pages.rendering import counted_points, points_text
from autograd_lab.grading.run.sheet import NO_ANSWER, Sheet


def outlived_sentence(cell: str, sheet: Sheet, earlier: Sequence[float] = ()) -> str:
    """A sentence on a score by hand that waits to be looked at again; `earlier` are the points that the cell was worth.

    The gradebook does not say why it waits: another answer, another verdict of the check, other points, or nbgrader's
    own autograde. So nothing of that is claimed.
    """
    given, maximum = sheet.scores[cell] - sheet.extra.get(cell, 0.0), points_text(sheet.maxima[cell])
    now = sheet.overruled[cell]
    if earlier:
        worth = " or ".join(points_text(points) for points in earlier)
        said = (
            f"{counted_points(given)} given by hand; the part is worth {maximum} now, "
            f"and was worth {worth} before its points changed"
        )
    else:
        said = f"{points_text(given)} of {maximum} points given by hand before it was graded again"
    if now is None:
        found = ""
    elif sheet.comments.get(cell) == NO_ANSWER:
        found = "; nothing is written there now"
    else:
        found = f"; the check gives {points_text(now)} now"
    return f"{cell}: {said}{found}: look whether that still fits; it counts until then"
