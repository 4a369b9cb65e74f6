"""Draws the map of what needs what: a box for each chapter with its ideas in it, arrows between chapters.

dot has laid it out, and the layout is kept beside the source, `course/ways_layout.json`, so that the picture is the
same on a machine without dot. After a change of the map: `make layouts`, or
`python -m autograd_lab.authoring.teaching.map_picture`.
"""

import hashlib
import html
import json
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Iterator, Mapping
from pathlib import Path

from autograd_lab.authoring import glossary
from autograd_lab.authoring.problems import CourseError, Problem
from autograd_lab.authoring.source import Source
from autograd_lab.authoring.teaching import idea_map
from autograd_lab.authoring.teaching.places import chapter_title, chapters_by_number
from autograd_lab.authoring.teaching.ways import Idea, load

LAYOUT = Path("course/ways_layout.json")
WIDTH, LINE, HEAD, PAD = 214, 15, 17, 8  # of a box, an idea's line, a title's line, the space within; pixels
TEXT, TITLE = 12, 13  # pixels
LETTERS = 25  # of a title or an idea in one line
MARGIN, LEGEND = 12, 44
POINTS = 72.0

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


def svg(root: Path, ideas: Mapping[str, Idea], course: Mapping[int, Source]) -> str:
    """The picture, with links from `docs/teaching/` to notebooks. Raises CourseError for a layout of another map."""
    kept = root / LAYOUT
    layout = json.loads(kept.read_text(encoding="utf-8")) if kept.is_file() else {}
    if layout.get("key") != _key(ideas, course):
        cure = "run `make layouts`, where Graphviz's dot is installed, and commit what it writes"
        raise CourseError(
            [Problem(str(LAYOUT), 1, "the map of what needs what has changed since it was laid out", cure)]
        )
    width, height = layout["size"]
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height + LEGEND}" '
        f'viewBox="0 0 {width} {height + LEGEND}" aria-labelledby="map-title map-about">',
        '<title id="map-title">What needs what</title>',
        f'<desc id="map-about">{html.escape(_description(ideas, course), quote=False)}</desc>',
        STYLE,
        '<defs><marker id="head" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto">'
        '<path d="M0 0L8 4L0 8z"/></marker></defs>',
        *_curves(ideas, layout["arrows"]),
        *(_box(course[int(number)], ideas, *corner) for number, corner in layout["boxes"].items()),
        f'<text x="{MARGIN}" y="{height + 16}">An arrow leads from a chapter to one that rests on it directly; '
        "a dashed one to a chapter that tells something of it again.</text>",
        f'<text x="{MARGIN}" y="{height + 32}">In a box: the ideas that the chapter teaches.</text>',
        "</svg>\n",
    ]
    return "\n".join(parts)


def _description(ideas: Mapping[str, Idea], course: Mapping[int, Source]) -> str:
    """The arrows in words."""
    arrows = idea_map.arrows(ideas)
    needs = {number: sorted(other for one, other in arrows if one == number) for number in course}
    said = [
        f"{number:02d} needs {', '.join(f'{other:02d}' for other in others)}"
        for number, others in needs.items()
        if others
    ]
    free = ", ".join(f"{number:02d}" for number, others in needs.items() if not others)
    return f"Chapters {free} need no other chapter. {'; '.join(said)}. The table beside the picture has the ideas."


def _lines(source: Source, ideas: Mapping[str, Idea]) -> tuple[list[str], list[str]]:
    """The lines of a box: of the title, and of the ideas."""
    title = textwrap.wrap(f"{source.chapter:02d} · {chapter_title(source)}", LETTERS)
    taught = [idea.words for idea in ideas.values() if idea.chapter == source.chapter]
    return title, [line for words in taught for line in textwrap.wrap(words, LETTERS + 3, subsequent_indent="  ")]


def _height(source: Source, ideas: Mapping[str, Idea]) -> int:
    title, taught = _lines(source, ideas)
    return 2 * PAD + HEAD * len(title) + LINE * len(taught)


def _box(source: Source, ideas: Mapping[str, Idea], left: float, top: float) -> str:
    title, taught = _lines(source, ideas)
    rows, y = [], top + PAD + TITLE - 2
    for line in title:
        rows.append(f'<text class="title" x="{left + PAD}" y="{y}">{html.escape(line, quote=False)}</text>')
        y += HEAD
    for line in taught:
        indent = 8 if line.startswith("  ") else 0
        rows.append(f'<text x="{left + PAD + indent}" y="{y}">{html.escape(line.strip(), quote=False)}</text>')
        y += LINE
    frame = f'<rect x="{left}" y="{top}" width="{WIDTH}" height="{_height(source, ideas)}" rx="6"/>'
    return f'<a href="../../notebooks/{source.name}.ipynb">{frame}{"".join(rows)}</a>'


def _curves(ideas: Mapping[str, Idea], drawn: Mapping[str, list[float]]) -> Iterator[str]:
    again = idea_map.recalled(ideas)
    for pair, numbers in drawn.items():
        needed, needing = map(int, pair.split("-"))
        kind = ' class="again"' if (needing, needed) in again else ""
        x, y, *rest = numbers
        yield f'<path{kind} d="M{x} {y}C{" ".join(map(str, rest))}" marker-end="url(#head)"/>'


def dot_source(ideas: Mapping[str, Idea], course: Mapping[int, Source]) -> str:
    """The map in dot's language, from top to bottom, with boxes of their size and no text."""
    lines = ['digraph {ranksep=0.45; nodesep=0.25; node [shape=box fixedsize=true label=""]; edge [arrowhead=none];']
    for number, source in course.items():
        size = f"width={WIDTH / POINTS:.4f} height={_height(source, ideas) / POINTS:.4f}"
        lines.append(f"n{number} [{size}];")
    pairs = idea_map.arrows(ideas) | idea_map.recalled(ideas)
    if 0 in course and 1 in course:
        lines.append("n0 -> n1 [style=invis];")
    lines += [f"n{needed} -> n{needing};" for needing, needed in sorted(pairs)]
    return "\n".join([*lines, "}"])


def _key(ideas: Mapping[str, Idea], course: Mapping[int, Source]) -> str:
    return hashlib.sha256(dot_source(ideas, course).encode()).hexdigest()[:16]


def laid_out(ideas: Mapping[str, Idea], course: Mapping[int, Source]) -> str:
    """The text of the kept layout, by dot. Raises SystemExit where there is no dot."""
    if not (program := shutil.which("dot")):
        raise SystemExit("the map needs Graphviz's dot to be laid out (apt-get install graphviz)")
    source = dot_source(ideas, course)
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
        boxes[str(number)] = [round(x - WIDTH / 2, 1), round(y - _height(course[number], ideas) / 2, 1)]
    curves = {
        f"{names[edge['tail']]}-{names[edge['head']]}": [number for at in edge["pos"].split() for number in place(at)]
        for edge in drawn["edges"]
        if edge.get("style") != "invis"
    }
    rows = {
        "key": json.dumps(_key(ideas, course)),
        "size": json.dumps([round(width) + 2 * MARGIN, round(height) + 2 * MARGIN]),
        "boxes": _row_each(dict(sorted(boxes.items(), key=lambda each: int(each[0])))),
        "arrows": _row_each(dict(sorted(curves.items()))),
    }
    return "{\n" + ",\n".join(f'"{name}": {text}' for name, text in rows.items()) + "\n}\n"


def _row_each(found: Mapping[str, list[float]]) -> str:
    return "{\n" + ",\n".join(f'  "{name}": {json.dumps(numbers)}' for name, numbers in found.items()) + "\n}"


def record(root: Path) -> None:
    """Lay the map of a course out, and keep the layout. Raises CourseError for a faulty map."""
    course = chapters_by_number(root)
    found = load(root, course, glossary.load(root))
    if found is None:
        return
    if faults := list(idea_map.lint(found.ideas, course)):
        raise CourseError(faults)
    (root / LAYOUT).write_text(laid_out(found.ideas, course), encoding="utf-8")


if __name__ == "__main__":
    record(Path(sys.argv[1]) if sys.argv[1:] else Path.cwd())
