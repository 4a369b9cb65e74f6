"""`make layouts`: record dot's layout of every graph that the course shows, so that it looks the same without dot.

The map of what needs what is one of them (`teaching/map_picture.py`).

Runs all lessons, problem sets and pages beside them, collects their graphs, and writes layouts.json. Needs `dot`.
"""

import contextlib
import io
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from autograd_lab.authoring.teaching import map_picture
from autograd_lab.viz import graphviz_layout
from autograd_lab.viz.graphviz_layout import Parents

REPO = Path(__file__).parents[2]
DRAWS = re.compile(r"(?<![.\w])show\(")
FOLDERS = ("lessons", "problem_sets", "beside")


def graphs_of(path: Path) -> list[Parents]:
    """Distinct graphs that a file of course text draws, as parents of each node. Raises what its cells raise."""
    from IPython.core.interactiveshell import InteractiveShell

    from autograd_lab.authoring.source import read

    shell = InteractiveShell()  # type: ignore[no-untyped-call]
    if shell.display_formatter:
        shell.display_formatter.active_types = ["text/plain", "text/html"]
    with graphviz_layout.collect_graphs() as asked, contextlib.redirect_stdout(io.StringIO()):
        for cell in read(path).cells:
            if cell.kind == "code":
                shell.run_cell(cell.source, store_history=False).raise_error()  # type: ignore[no-untyped-call]
    return list({graphviz_layout.key(parents): parents for parents in asked}.values())


def sources() -> list[Path]:
    """The course texts that draw graphs."""
    found = [path for folder in FOLDERS for path in (REPO / "course" / folder).glob("*.py")]
    return sorted(path for path in found if DRAWS.search(path.read_text(encoding="utf-8")))


def text(graphs: Iterable[Parents], version: str) -> str:
    """Text of layouts.json: a line for each graph, sorted by key."""
    lines = []
    for name, parents in sorted({graphviz_layout.key(parents): parents for parents in graphs}.items()):
        made = graphviz_layout.by_graphviz(parents)
        if made is None or made.made_by != "dot":
            raise SystemExit("make layouts: dot gave no answer; install Graphviz (apt-get install graphviz)")
        kept = {name: value for name, value in made.to_json().items() if name in ("size", "centres", "curves")}
        lines.append(f'"{name}": {json.dumps(kept, separators=(",", ":"))}')
    head = f'"dot": {json.dumps(version)},\n"look": {json.dumps(graphviz_layout.measures())},\n"layouts": {{\n'
    return "{\n" + head + ",\n".join(lines) + "\n}\n}\n"


def dot_version() -> str:
    """What `dot -V` calls itself."""
    if not shutil.which("dot"):
        raise SystemExit("make layouts: needs Graphviz's dot (apt-get install graphviz)")
    done = subprocess.run(["dot", "-V"], capture_output=True, text=True, check=True)  # noqa: S607 - found on PATH
    return done.stderr.strip() or done.stdout.strip()


def main(argv: Sequence[str] | None = None) -> int:
    """Write layouts.json anew."""
    import matplotlib as mpl

    mpl.use("Agg")
    made_by = dot_version()
    map_picture.record(REPO)
    graphs: list[Parents] = []
    for path in sources():
        found = graphs_of(path)
        print(f"{path.stem}: {len(found)} graphs", file=sys.stderr)
        graphs += found
    graphviz_layout.SHIPPED.write_text(text(graphs, made_by), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
