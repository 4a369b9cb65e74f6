"""Makes the page of the bug zoo from the catalogue of mistakes and the exams' wrong variants."""

from pathlib import Path

from autograd_lab.authoring.source import Cell, Source
from autograd_lab.exams.zoo import exhibits as zoo

NAME = "bug_zoo"

_HEAD = """\
# The bug zoo

Most mistakes that this course can name are kept here, alive. Each exhibit is a function that somebody might have handed
in: it runs when its cell runs. You see what it should have given, what it gave, and, where it says something, two loss
curves: a training as it should be, and the same training with this function in it.

Guess what has gone wrong before you open an exhibit. Is it a factor? The same one everywhere? A sign? Is it what should
stand elsewhere? The curves tell more than one thinks, and less: look for the mistakes that train well.

Behind the fold are its name, the line as it was written, and what a student is told who hands it in: what the numbers
show, a test, a question, a cure. `zoo.exhibit(1, 3, seed=7)` shows the same mistake on other numbers. The last table
finds an exhibit by the mistake's name.
"""
_TAIL = """\
## Who is who

The mistakes in the order of the alphabet, with their exhibits and the chapters that teach what they break.
"""


def page() -> Source:
    """Source of the zoo's page: a room per theme, a cell per mistake."""
    cells = [_text(_HEAD), Cell("code", "from autograd_lab.exams import zoo", 1, slug="zoo-imports")]
    for number, (room, places) in enumerate(zoo.rooms_with_exhibits(), start=1):
        if places:
            cells.append(_text(f"## Room {number}: {room.title.lower()}\n\n{room.text}"))
        for place in places:
            code = f"zoo.exhibit({place[0]}, {place[1]})"
            cells.append(Cell("code", code, 1, slug=f"zoo-{zoo.specimens()[place].mistake}"))
    cells += [_text(_TAIL), Cell("code", "zoo.index()", 1, slug="zoo-index")]
    return Source(Path("course") / NAME, tuple(cells))


def _text(source: str) -> Cell:
    return Cell("markdown", source, 1)
