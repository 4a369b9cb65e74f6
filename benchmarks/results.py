"""Where the figures are kept: benchmarks/results.json, and benchmarks/README.md, which shows them."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).with_name("results.json")
README = Path(__file__).with_name("README.md")


def mark(late: bool) -> str:
    """What the page says behind a figure that misses its goal."""
    return " **missed**" if late else ""


def cells(times: Mapping[str, float], goal: float) -> str:
    """Median and 95th percentile as two cells of a table; one beyond its goal is marked."""
    return f"{times['median']:.1f} ms | {times['p95']:.1f} ms{mark(times['p95'] > goal)}"


def write(results: dict[str, Any], readme: str) -> None:
    """Write both files."""
    RESULTS.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    README.write_text(readme, encoding="utf-8")


def renew(part: str, found: dict[str, Any], section: Callable[[dict[str, Any]], str]) -> None:
    """Put the new figures of one part in the place of the old ones, in both files; a part that is new comes last.

    section  makes the part's section of the page from its figures
    raises   RuntimeError when the page does not show the figures that are kept: `make bench` measures all anew
    """
    results, readme = json.loads(RESULTS.read_text(encoding="utf-8")), README.read_text(encoding="utf-8")
    if part not in results:
        write({**results, part: found}, f"{readme.rstrip()}\n\n{section(found)}\n")
        return
    old = section(results[part])
    if old not in readme:
        raise RuntimeError(f"{README.name} does not show the figures of {part} in {RESULTS.name}: run make bench")
    write({**results, part: found}, readme.replace(old, section(found)))
