"""A submission as the intake reads it: cells with their text, and nothing else that a file says of itself."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from autograd_lab.grading.intake import decoding, salvage
from autograd_lab.grading.intake.archives import MOST_BYTES
from autograd_lab.grading.intake.bindings import is_program
from autograd_lab.grading.intake.repair_notes import Repair
from autograd_lab.grading.intake.unreadable import kind_sentence

KINDS = {"code": "code", "markdown": "markdown", "heading": "markdown"}  # all others are raw
SCRIPT_CELL = re.compile(r"^# (?:In\[[\d\s]*\]:|%%(?P<title>.*))$", re.MULTILINE)
NOT_A_SCRIPT = ("{", "[", "<", "%PDF")
LONGEST_SCRIPT = 200_000  # characters
MOST_CELLS = 1000  # that are read; each is looked into and run


@dataclass(frozen=True)
class HandedCell:
    """One cell: its kind ("code", "markdown", "raw"), its text, and what it claims to be."""

    kind: str
    source: str
    id: str = ""
    grade_id: str = ""
    about: Any = None  # nbgrader's metadata as they came, to tell whether they were changed; never believed
    attachments: dict[str, dict[str, str]] = field(default_factory=dict)  # pictures in a written answer


def read_cells(data: bytes) -> tuple[list[HandedCell], list[Repair]]:
    """The cells that can be read from the file, and what had to be put right to read them. Never raises."""
    if len(data) > MOST_BYTES:
        return [], [Repair("file", f"The file is longer than {MOST_BYTES >> 20} MB: it was not read.")]
    handed_in = data
    data, repairs = decoding.unpack(data)
    if repairs and not data:  # an archive without a notebook
        kind = kind_sentence(handed_in)
        return [], [Repair("file", kind)] if kind else repairs
    text, decoded = decoding.text_of(data)
    raw, mended = salvage.cells_of(text)
    if len(raw) > MOST_CELLS:
        mended += [
            Repair("file", f"The notebook has {len(raw)} cells: those behind the first {MOST_CELLS} were left out.")
        ]
    cells = [_cell(cell) for cell in raw[:MOST_CELLS]]
    if not cells and (script := list(_script(text))):
        return script, [*repairs, *decoded, Repair("format", "The file was a script, not a notebook: read as code.")]
    if not cells:
        if kind := kind_sentence(handed_in):
            return [], [Repair("file", kind)]
        what = "The file is empty." if not text.strip() else "No cell of a notebook could be read from the file."
        return [], [*repairs, *decoded, *mended, Repair("file", what)]
    return cells, [*repairs, *decoded, *mended]


def _cell(raw: dict[str, Any]) -> HandedCell:
    """A cell of a notebook's JSON, reduced to the fields that the intake uses."""
    metadata = raw.get("metadata")
    about = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    return HandedCell(
        kind=KINDS.get(raw["cell_type"], "raw"),
        source=_cell_text(next(raw[key] for key in ("source", "input", "code") if key in raw)),
        id=_string_or_empty(raw.get("id")),
        grade_id=_string_or_empty(about.get("grade_id")) if isinstance(about, dict) else "",
        about=about,
        attachments=_attachments(raw.get("attachments")),
    )


def _string_or_empty(value: object) -> str:
    """The value if it is a string, else ""."""
    return value if isinstance(value, str) else ""


def _cell_text(value: object) -> str:
    """The text of a cell, a string or a list of lines, with \\n line ends; lone surrogates become U+FFFD."""
    lines = value if isinstance(value, list) else [value]
    text = "".join(line for line in lines if isinstance(line, str))
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.encode("utf-8", errors="surrogatepass").decode("utf-8", errors="replace")


def _attachments(value: object) -> dict[str, dict[str, str]]:
    """The attachments of a text cell, its pictures; malformed ones are left out."""
    if not isinstance(value, dict):
        return {}
    return {
        _cell_text(name): {_cell_text(kind): data for kind, data in bundle.items() if isinstance(data, str)}
        for name, bundle in value.items()
        if isinstance(bundle, dict)
    }


def _script(text: str) -> Iterator[HandedCell]:
    """The cells of a script that was exported from a notebook; none if the text is no Python that defines something."""
    if len(text) > LONGEST_SCRIPT or text.lstrip().startswith(NOT_A_SCRIPT) or not is_program(text):
        return
    titles = [None, *(found["title"] for found in SCRIPT_CELL.finditer(text))]
    for title, body in zip(titles, re.split(r"^# (?:In\[[\d\s]*\]:|%%.*)$", text, flags=re.MULTILINE), strict=True):
        if not body.strip():
            continue
        if title and "markdown" in title:
            yield HandedCell("markdown", re.sub(r"^# ?", "", body.strip("\n"), flags=re.MULTILINE))
        else:
            yield HandedCell("code", body.strip("\n") + "\n")
