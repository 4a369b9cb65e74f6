"""What is new in a version, for its release's page; refuses a tag that the repository does not agree with.

    python .ci/release_notes.py v1.0.0

prints the part of CHANGELOG.md under `## 1.0.0`. The tag, `__version__` of the package, the version in CITATION.cff and
the newest version in CHANGELOG.md must be one. Standard library only.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

VERSIONS = {
    "autograd_lab/__init__.py": r'^__version__ = "(?P<version>[^"]+)"$',
    "CITATION.cff": r"^version: (?P<version>\S+)$",
    "CHANGELOG.md": r"^## (?P<version>\d\S*)$",
}
"""Each file that states the version, and the line that does; of several such lines the first counts."""


def stated_versions(root: Path) -> dict[str, str]:
    """The version that each file states; "" where it states none."""
    found = {name: re.search(line, (root / name).read_text(encoding="utf-8"), re.M) for name, line in VERSIONS.items()}
    return {name: match["version"] if match else "" for name, match in found.items()}


def notes(root: Path, version: str) -> str:
    """What CHANGELOG.md says of a version; "" where it has no part for it, or an empty one."""
    text = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    part = re.search(rf"^## {re.escape(version)}$\n(?P<notes>.*?)(?=^## |\Z)", text, re.M | re.S)
    return part["notes"].strip() if part else ""


def main(arguments: list[str]) -> int:
    """Print the notes of the version that a tag names; return 1, and say what differs, where something does."""
    if not 1 <= len(arguments) <= 2:
        print(__doc__, file=sys.stderr)
        return 2
    tag, *folder = arguments
    root = Path(folder[0]) if folder else Path(__file__).resolve().parents[1]
    differing = {name: version for name, version in stated_versions(root).items() if tag != f"v{version}"}
    for name, version in differing.items():
        print(f"{name} says {version or 'no version'}, and the tag is {tag}", file=sys.stderr)
    if differing:
        cure = f"Take the tag back (git push --delete origin {tag}), put the files right, and tag the commit that does."
        print(f"Nothing is released. {cure}", file=sys.stderr)
        return 1
    if not notes(root, tag.removeprefix("v")):
        print(f"CHANGELOG.md says nothing under `## {tag.removeprefix('v')}`: write what is new there", file=sys.stderr)
        return 1
    print(notes(root, tag.removeprefix("v")))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
