"""How long the library's files are: a warning beyond 300 lines, an error beyond 500. Standard library only.

A file has one purpose and is split when it has two, not when it is full; a long one is where to look for the second.
What `make sync` derives is left out; course text and tests are not looked at.

    python3 .ci/file_lengths.py [repository]
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

WARNS_AT = 300
FAILS_AT = 500
KINDS = (".py", ".js", ".css")
DERIVED = ("autograd_lab/viz/static/",)


def line_counts(root: Path) -> Iterator[tuple[str, int]]:
    """Path below the repository, and number of lines, of each file of the library that people write."""
    for file in sorted((root / "autograd_lab").rglob("*")):
        path = file.relative_to(root).as_posix()
        if file.suffix in KINDS and not path.startswith(DERIVED):
            yield path, len(file.read_text(encoding="utf-8").splitlines())


def main(arguments: list[str]) -> int:
    """Print the files that are long; return 1 when one is too long."""
    root = Path(arguments[0]) if arguments else Path(__file__).resolve().parents[1]
    code = 0
    for path, lines in line_counts(root):
        if lines > FAILS_AT:
            print(f"{path}: {lines} lines, more than {FAILS_AT}: split it into files of one purpose each")
            code = 1
        elif lines > WARNS_AT:
            print(f"{path}: {lines} lines (a warning: has it still one purpose?)")
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
