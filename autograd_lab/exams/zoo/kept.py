"""The drill's exhibits as they were derived: making all of them takes a minute, and they change only with the exams.

`make sync` writes them anew where one of their sources has changed. Until then they are made when they are asked for.
"""

import hashlib
import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("exhibits.json")
_LIBRARY = Path(__file__).parents[2]
#: folders whose texts an exhibit is made from
SOURCES = ("exams", "mistakes", "equations")


@cache
def fingerprint() -> str:
    """The SHA-256 of all sources of the exhibits, in hexadecimal digits; line endings do not count."""
    found = hashlib.sha256()
    for folder in SOURCES:
        for file in sorted((_LIBRARY / folder).rglob("*")):
            if file.suffix in {".py", ".toml"}:
                found.update(f"{file.relative_to(_LIBRARY).as_posix()}\0".encode())
                found.update(file.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return found.hexdigest()


def exhibits() -> list[dict[str, Any]]:
    """The exhibits on the numbers of seed 0, in the order of their rooms; empty where their sources are others now."""
    if not FILE.is_file():
        return []
    kept = json.loads(FILE.read_text(encoding="utf-8"))
    return list(kept["exhibits"]) if kept["sources"] == fingerprint() else []


def as_text(made: Sequence[dict[str, Any]]) -> str:
    """The text of the file that keeps these exhibits: a line for each, so that a change shows which one."""
    lines = ",\n".join(json.dumps(one, ensure_ascii=False, separators=(",", ":")) for one in made)
    return f'{{"sources":"{fingerprint()}","exhibits":[\n{lines}\n]}}\n'
