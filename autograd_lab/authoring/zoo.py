"""Makes the page of the bug zoo: the drill, and the long list of all that it holds."""

from pathlib import Path

from autograd_lab.authoring.source import Cell, Source
from autograd_lab.exams.zoo import drill, kept

NAME = "bug_zoo"

#: the code above the drill tells nothing to whoever has no kernel
_FOLDED = {"jupyter": {"source_hidden": True}}
_HEAD = """\
# The bug zoo

Most mistakes that this course can name are kept here, alive. An exhibit is a function that somebody might have handed
in. You see the formula that it should compute, its code, and the numbers that went in. Then:

1. You say how its numbers will be wrong, before you see them.
2. You see what came beside what should have come.
3. You choose the mistake's name from four. A wrong choice tells you which number speaks against it.
4. You choose the line that mends it, and see the numbers again.

A tour of fifteen comes first, mistakes that are easily made, each of another kind. After it come all exhibits that can
be mended, with the themes mixed. What you missed is asked again on a later visit. Nobody counts points, and nothing is
sent: your browser alone keeps a list.

On this page the keys 1 to 7 choose an answer while the answers are in sight; in a notebook, click on the drill first.
When an exhibit is mended, Enter or N goes on to the next.
"""
_TAIL = """\
## The long list

All exhibits by their rooms, with their names. In a notebook `zoo.exhibit(1, 3)` shows one by itself, with its loss
curves where they say something, and `zoo.exhibit(1, 3, seed=7)` the same mistake on other numbers. A few are in this
list alone: they never end, or are whole trainings that no single line would mend.
"""


def page() -> Source:
    """Source of the zoo's page."""
    cells = [
        _text(_HEAD),
        Cell("code", "from autograd_lab import zoo\n\nzoo.drill()", 1, slug="zoo-drill", metadata=_FOLDED),
        _text(_TAIL),
        Cell("code", "zoo.index()", 1, slug="zoo-index"),
    ]
    return Source(Path("course") / NAME, tuple(cells))


def exhibits_text() -> str:
    """The text of the file that keeps the exhibits: as it stands while their sources are the same, else made anew."""
    return kept.FILE.read_text(encoding="utf-8") if kept.exhibits() else kept.as_text(drill.made_exhibits())


def _text(source: str) -> Cell:
    return Cell("markdown", source, 1)
