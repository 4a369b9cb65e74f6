"""The long list of the zoo: every exhibit, by its name or by its room."""

from collections.abc import Iterator
from html import escape

from autograd_lab.exams.report import as_written
from autograd_lab.exams.zoo.exhibits import CELL, SUMMARY, Specimen, rooms_with_exhibits, specimens
from autograd_lab.mistakes import MISTAKES


class Index:
    """The long list: all mistakes by name as text, by room on a page; each with its exhibit and its chapter."""

    def __repr__(self) -> str:
        rows = sorted((MISTAKES[s.mistake].name, s.number, MISTAKES[s.mistake].chapter) for s in specimens().values())
        return "\n".join(f"{number:>5}  {name} (chapter {chapter})" for name, number, chapter in rows)

    def _repr_html_(self) -> str:
        return as_written("".join(self._rooms()))

    def _rooms(self) -> Iterator[str]:
        """A folded table for each room."""
        heads = ("exhibit", "mistake", "in", "chapter", "")
        head = "".join(f"<th scope='col' style='{CELL}'>{text}</th>" for text in heads)
        for number, (room, places) in enumerate(rooms_with_exhibits(), start=1):
            rows = "".join(
                f"<tr>{''.join(f'<td style={CELL!r}>{escape(text)}</td>' for text in _row(specimens()[place]))}</tr>"
                for place in places
            )
            if places:
                title = f"Room {number}: {room.title.lower()} ({len(places)})"
                yield (
                    f"<details><summary style='{SUMMARY}'>{escape(title)}</summary><p>{escape(room.text)}</p>"
                    f"<table><tr>{head}</tr>{rows}</table></details>"
                )


def _row(specimen: Specimen) -> tuple[str, ...]:
    """The cells of the long list for one exhibit; the last says why it is there alone."""
    entry, why = MISTAKES[specimen.mistake], specimen.why_not_worked
    return specimen.number, entry.name, specimen.question.name, entry.chapter, f"not in the drill: {why}" if why else ""


def index() -> Index:
    """The index of the zoo: all mistakes, each with its exhibit; in the order of the alphabet where it is printed.

    >>> from autograd_lab import zoo
    >>> len(repr(zoo.index()).splitlines()) > 200
    True
    """
    return Index()
