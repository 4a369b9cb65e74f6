"""The plan of the house, `docs/house.svg`: the library's rooms by their layers, and who imports whom.

Rooms, purposes and arrows are read from the code: layers from import-linter's contract in `pyproject.toml`, a purpose
from a room's docstring, arrows from its imports. `make plan` draws it anew; a test holds it against the code.
"""

import ast
import itertools
import re
import subprocess
import textwrap
import tomllib
from collections.abc import Iterator

from tests.support.repo import REPO

PACKAGE = "autograd_lab"
SVG = REPO / "docs" / "house.svg"
COLUMNS = 30  # characters of a purpose on a line
#: the page's colours follow the reader's theme, where a browser draws the file
STYLE = """<style>
svg{background:#fff;--ink:#1b1b1b;--room:#f4f6fa;--line:#5b6b85}
@media (prefers-color-scheme:dark){svg{background:#16181d;--ink:#e8e8e8;--room:#232833;--line:#9fb0cc}}
text{fill:var(--ink);font-family:system-ui,sans-serif}
.node path,.node polygon{fill:var(--room);stroke:var(--line)}
.edge path{stroke:var(--line)}
.edge polygon{fill:var(--line);stroke:var(--line)}
</style>
"""
Arrow = tuple[str, str]


def layers() -> list[list[str]]:
    """The rooms, top layer first, as the contract in `pyproject.toml` has them."""
    settings = tomllib.loads((REPO / "pyproject.toml").read_text(encoding="utf-8"))
    contract = next(c for c in settings["tool"]["importlinter"]["contracts"] if c.get("containers") == [PACKAGE])
    return [[room.strip() for room in row.split("|")] for row in contract["layers"]]


def purpose(room: str) -> str:
    """The first sentence of a room's docstring."""
    folder = REPO / PACKAGE / room
    path = folder / "__init__.py" if folder.is_dir() else folder.with_suffix(".py")
    docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return re.split(r"(?<=[.?!])\s", docstring, maxsplit=1)[0].replace("`", "")


def arrows() -> set[Arrow]:
    """(room, room that it imports), without those that follow from others: the transitive reduction."""
    import grimp  # comes with import-linter, which only `make lint` and this drawing need

    graph = grimp.build_graph(PACKAGE, exclude_type_checking_imports=False, cache_dir=None)
    rooms = {room for row in layers() for room in row}
    direct = {
        (room, other)
        for module in graph.modules
        for imported in graph.find_modules_directly_imported_by(module)
        if (room := _room(module)) != (other := _room(imported)) and {room, other} <= rooms
    }
    reached = set(direct)
    for middle in rooms:  # Warshall's transitive closure
        reached |= {(a, b) for a in rooms for b in rooms if {(a, middle), (middle, b)} <= reached}
    return {(a, b) for a, b in direct if not any({(a, c), (c, b)} <= reached for c in rooms - {a, b})}


def _room(module: str) -> str:
    return module.removeprefix(f"{PACKAGE}.").partition(".")[0]


def dot_source() -> str:
    """The plan in dot's language: a row for each layer, a box for each room."""
    lines = [
        "digraph house {",
        "ranksep=0.35 nodesep=0.2 bgcolor=transparent",
        "node [shape=box style=rounded fontsize=11 margin=0.12]",
    ]
    rows = layers()
    for row in rows:
        lines.append("{rank=same " + " ".join(f'"{room}"' for room in row) + "}")
        lines += [f'"{room}" [label=<<b>{room}</b><br/>{"<br/>".join(_wrapped(purpose(room)))}>]' for room in row]
    for above, below in itertools.pairwise(rows):
        lines.append(f'"{above[0]}" -> "{below[0]}" [style=invis]')
    lines += [f'"{a}" -> "{b}"' for a, b in sorted(arrows())]
    return "\n".join([*lines, "}"])


def _wrapped(sentence: str) -> Iterator[str]:
    for line in textwrap.wrap(sentence, COLUMNS):
        yield f'<font point-size="9">{line.replace("&", "&amp;").replace("<", "&lt;")}</font>'


def drawn() -> tuple[set[str], set[Arrow]]:
    """The rooms and arrows that the committed drawing shows."""
    titles = re.findall(r'class="(node|edge)">\s*<title>([^<]+)</title>', SVG.read_text(encoding="utf-8"))
    rooms = {text for kind, text in titles if kind == "node"}
    pairs = [text.replace("&#45;", "-").replace("&gt;", ">").split("->") for kind, text in titles if kind == "edge"]
    return rooms, {(a, b) for a, b in pairs}


def write() -> None:
    """Draw the plan with dot and write it."""
    done = subprocess.run(["dot", "-Tsvg"], input=dot_source(), capture_output=True, text=True, check=True)
    svg = re.sub(r"<!--.*?-->\n?", "", done.stdout[done.stdout.index("<svg") :], flags=re.DOTALL)
    svg = re.sub(r' (fill|stroke|font-family)="[^"]*"', lambda found: found[0] if '"none"' in found[0] else "", svg)
    SVG.write_text(svg.replace(">", ">\n" + STYLE, 1), encoding="utf-8")


if __name__ == "__main__":
    write()
