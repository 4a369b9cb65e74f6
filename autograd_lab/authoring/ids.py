"""Stable ids for cells: random ones, as jupytext draws them, would change every notebook at every sync.

An id is the cell's grade_id, else the author's slug, else chapter, running heading and position under it.
"""

import re
import unicodedata
from collections import Counter

from autograd_lab.authoring.problems import CourseError
from autograd_lab.authoring.source import Source

_VALID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_HEADING = re.compile(r"^#{1,6}\s+(.+)$", re.MULTILINE)
_LONGEST_HEADING = 40


def cell_ids(source: Source) -> list[str]:
    """Ids of a source's cells, in order, the same at every run. Raises CourseError for an id twice or not allowed."""
    ids, faults = [], []
    heading, position = "top", 0
    for cell in source.cells:
        if cell.kind == "markdown" and (title := _HEADING.search(cell.source)):
            heading, position = _slug(title.group(1)), 0
        position += 1
        ids.append(cell.grade_id or cell.slug or f"{source.short}-{heading}-{position}")
        if not _VALID.fullmatch(ids[-1]):
            cure = "take 1 to 64 letters, digits, hyphens and underscores"
            faults.append(source.problem(cell, f"the id {ids[-1]!r} is not allowed in a notebook", cure))
    counts = Counter(ids)
    cure = 'give each such cell its own slug="…" in its header (or its own grade_id)'
    faults += [
        source.problem(cell, f"the id {name!r} is given to more than one cell", cure)
        for cell, name in zip(source.cells, ids, strict=True)
        if counts[name] > 1
    ]
    if faults:
        raise CourseError(faults)
    return ids


def _slug(heading: str) -> str:
    plain = unicodedata.normalize("NFKD", heading).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    return words[:_LONGEST_HEADING].strip("-") or "section"
