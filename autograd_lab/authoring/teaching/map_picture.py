"""Draws the map of what needs what: a box for each chapter, arrows between chapters; in the large one with the ideas.

dot has laid it out, and the layout is kept beside the source, `course/ways_layout.json`, so that the picture is the
same on a machine without dot. After a change of the map: `make layouts`, or
`python -m autograd_lab.authoring.teaching.map_picture`.
"""

import hashlib
import html
import json
import re
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograd_lab.authoring import glossary
from autograd_lab.authoring.problems import CourseError, Problem
from autograd_lab.authoring.source import Source
from autograd_lab.authoring.teaching import idea_map
from autograd_lab.authoring.teaching.places import chapter_title, chapters_by_number
from autograd_lab.authoring.teaching.ways import Idea, load

LAYOUT = Path("course/ways_layout.json")
LINE, HEAD, PAD = 15, 17, 8  # height of an idea's line and of a title's, the space within a box; pixels
MARGIN = 12
POINTS = 72.0


@dataclass(frozen=True)
class Look:
    """One of the two pictures.

    width    of a box, in pixels
    letters  of a title in one line
    gaps     between rows and between boxes, in inches
    ideas    whether a box holds them
    links    where a chapter's box leads; "" for a picture within a page, which cannot be clicked
    legend   lines below the picture
    """

    name: str
    width: int
    letters: int
    gaps: tuple[float, float]
    ideas: bool
    links: str
    legend: tuple[str, ...]


LARGE = Look(
    "large",
    214,
    25,
    (0.45, 0.25),
    ideas=True,
    links="../../notebooks/",
    legend=(
        "An arrow leads from a chapter to one that rests on it directly; "
        "a dashed one to a chapter that tells something of it again.",
        "In a box: the ideas that the chapter teaches.",
    ),
)
SMALL = Look(
    "small",
    136,
    15,
    (0.3, 0.1),
    ideas=False,
    links="",
    legend=("An arrow leads from a chapter to one that rests on it directly;", "a dashed one, where it is told again."),
)

STYLE = """<style>
svg{background:#fff;--ink:#1b1b1b;--box:#f4f6fa;--line:#5b6b85}
@media (prefers-color-scheme:dark){svg{background:#16181d;--ink:#e8e8e8;--box:#232833;--line:#9fb0cc}}
text{fill:var(--ink);font:12px system-ui,sans-serif}
.title{font:bold 13px system-ui,sans-serif}
rect{fill:var(--box);stroke:var(--line)}
path{fill:none;stroke:var(--line);stroke-width:1.2}
marker path{fill:var(--line);stroke:none}
.again{stroke-dasharray:5 4}
a:hover rect,a:focus rect{stroke-width:2.5}
</style>"""


def svg(root: Path, ideas: Mapping[str, Idea], course: Mapping[int, Source], look: Look = LARGE) -> str:
    """The picture of the map. Raises CourseError for a layout of another map."""
    kept = root / LAYOUT
    layout = json.loads(kept.read_text(encoding="utf-8")).get(look.name, {}) if kept.is_file() else {}
    if layout.get("key") != _key(ideas, course, look):
        what = "the map of what needs what has changed since it was laid out"
        cure = "run `make layouts`, where Graphviz's dot is installed, and commit what it writes"
        raise CourseError([Problem(str(LAYOUT), 1, what, cure)])
    width, height = layout["size"]
    whole = height + 16 * len(look.legend) + MARGIN
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{whole}" viewBox="0 0 {width} {whole}" '
        'aria-labelledby="map-title map-about">',
        '<title id="map-title">What needs what</title>',
        f'<desc id="map-about">{html.escape(description(ideas, course), quote=False)}</desc>',
        STYLE,
        '<defs><marker id="head" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto">'
        '<path d="M0 0L8 4L0 8z"/></marker></defs>',
        *_curves(ideas, layout["arrows"]),
        *(_box(course[int(number)], ideas, look, *corner) for number, corner in layout["boxes"].items()),
        *(f'<text x="{MARGIN}" y="{height + 16 * at}">{line}</text>' for at, line in enumerate(look.legend, start=1)),
        "</svg>\n",
    ]
    return "\n".join(parts)


def description(ideas: Mapping[str, Idea], course: Mapping[int, Source]) -> str:
    """The arrows in words."""
    arrows = idea_map.arrows(ideas)
    needs = {number: sorted(other for one, other in arrows if one == number) for number in course}
    said = [
        f"{number:02d} needs {', '.join(f'{other:02d}' for other in others)}"
        for number, others in needs.items()
        if others
    ]
    free = ", ".join(f"{number:02d}" for number, others in needs.items() if not others)
    return f"Chapters {free} need no other chapter. {'; '.join(said)}."


def _lines(source: Source, ideas: Mapping[str, Idea], look: Look) -> tuple[list[str], list[str]]:
    """The lines of a box: of the title, and of the ideas."""
    title = textwrap.wrap(f"{source.chapter:02d} · {chapter_title(source)}", look.letters)
    taught = [idea.words for idea in ideas.values() if look.ideas and idea.chapter == source.chapter]
    return title, [line for words in taught for line in textwrap.wrap(words, look.letters + 3, subsequent_indent="  ")]


def _height(source: Source, ideas: Mapping[str, Idea], look: Look) -> int:
    title, taught = _lines(source, ideas, look)
    return 2 * PAD + HEAD * len(title) + LINE * len(taught)


def _box(source: Source, ideas: Mapping[str, Idea], look: Look, left: float, top: float) -> str:
    title, taught = _lines(source, ideas, look)
    rows, y = [], top + PAD + 11
    for line in title:
        rows.append(f'<text class="title" x="{left + PAD}" y="{y}">{html.escape(line, quote=False)}</text>')
        y += HEAD
    for line in taught:
        indent = 8 if line.startswith("  ") else 0
        rows.append(f'<text x="{left + PAD + indent}" y="{y}">{html.escape(line.strip(), quote=False)}</text>')
        y += LINE
    frame = f'<rect x="{left}" y="{top}" width="{look.width}" height="{_height(source, ideas, look)}" rx="6"/>'
    inside = f"{frame}{''.join(rows)}"
    return f'<a href="{look.links}{source.name}.ipynb">{inside}</a>' if look.links else f"<g>{inside}</g>"


def _curves(ideas: Mapping[str, Idea], drawn: Mapping[str, list[float]]) -> Iterator[str]:
    again = idea_map.recalled(ideas)
    for pair, numbers in drawn.items():
        needed, needing = map(int, pair.split("-"))
        kind = ' class="again"' if (needing, needed) in again else ""
        x, y, *rest = numbers
        yield f'<path{kind} d="M{x} {y}C{" ".join(map(str, rest))}" marker-end="url(#head)"/>'


def dot_source(ideas: Mapping[str, Idea], course: Mapping[int, Source], look: Look) -> str:
    """The map in dot's language, from top to bottom, with boxes of their size and no text."""
    between, beside = look.gaps
    node = 'node [shape=box fixedsize=true label=""]; edge [arrowhead=none];'
    lines = [f"digraph {{ranksep={between}; nodesep={beside}; {node}"]
    for number, source in course.items():
        size = f"width={look.width / POINTS:.4f} height={_height(source, ideas, look) / POINTS:.4f}"
        lines.append(f"n{number} [{size}];")
    pairs = idea_map.arrows(ideas) | idea_map.recalled(ideas)
    if 0 in course and 1 in course:
        lines.append("n0 -> n1 [style=invis];")
    lines += [f"n{needed} -> n{needing};" for needing, needed in sorted(pairs)]
    return "\n".join([*lines, "}"])


def _key(ideas: Mapping[str, Idea], course: Mapping[int, Source], look: Look) -> str:
    return hashlib.sha256(dot_source(ideas, course, look).encode()).hexdigest()[:16]


def laid_out(ideas: Mapping[str, Idea], course: Mapping[int, Source], look: Look) -> dict[str, Any]:
    """A layout by dot, to be kept. Raises SystemExit where there is no dot."""
    if not (program := shutil.which("dot")):
        raise SystemExit("the map needs Graphviz's dot to be laid out (apt-get install graphviz)")
    source = dot_source(ideas, course, look)
    done = subprocess.run([program, "-Tjson0"], input=source, capture_output=True, encoding="utf-8", check=True)
    drawn = json.loads(done.stdout)
    _, _, width, height = map(float, drawn["bb"].split(","))
    names = {node["_gvid"]: int(node["name"][1:]) for node in drawn["objects"]}

    def place(text: str) -> tuple[float, float]:
        x, y = map(float, text.split(","))
        return round(x + MARGIN, 1), round(height - y + MARGIN, 1)

    boxes = {}
    for node in drawn["objects"]:
        (x, y), number = place(node["pos"]), names[node["_gvid"]]
        boxes[number] = [round(x - look.width / 2, 1), round(y - _height(course[number], ideas, look) / 2, 1)]
    curves = {
        f"{names[edge['tail']]}-{names[edge['head']]}": [number for at in edge["pos"].split() for number in place(at)]
        for edge in drawn["edges"]
        if edge.get("style") != "invis"
    }
    return {
        "key": _key(ideas, course, look),
        "size": [round(width) + 2 * MARGIN, round(height) + 2 * MARGIN],
        "boxes": {str(number): boxes[number] for number in sorted(boxes)},
        "arrows": dict(sorted(curves.items())),
    }


def record(root: Path) -> None:
    """Lay the map of a course out, and keep the layouts. Raises CourseError for a faulty map."""
    course = chapters_by_number(root)
    found = load(root, course, glossary.load(root))
    if found is None:
        return
    if faults := list(idea_map.lint(found.ideas, course)):
        raise CourseError(faults)
    layouts = {look.name: laid_out(found.ideas, course, look) for look in (LARGE, SMALL)}
    (root / LAYOUT).write_text(_text(layouts), encoding="utf-8")


def _text(layouts: Mapping[str, Mapping[str, Any]]) -> str:
    """JSON with a line for each box and each arrow, so that a change of the map is a change of few lines."""
    text = json.dumps(layouts, indent=1)
    return re.sub(r"\[[^\[\]]*\]", lambda numbers: f"[{' '.join(numbers[0][1:-1].split())}]", text) + "\n"


if __name__ == "__main__":
    record(Path(sys.argv[1]) if sys.argv[1:] else Path.cwd())
