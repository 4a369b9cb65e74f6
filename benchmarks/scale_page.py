"""The page docs/scale.md: what `python -m benchmarks.scale` measured, as tables, and what follows for a large class."""

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks import timing

FIGURES = Path(__file__).with_name("scale.json")
PAGE = Path(__file__).parents[1] / "docs" / "scale.md"
MEASURED, PLANNED, END = "<!-- measured -->\n", "<!-- planned -->\n", "<!-- end -->\n"
LARGE = 100_000  # submissions that the plan is for
CORES = (2, 16, 64, 256)

Figures = Mapping[str, Any]


def table(rows: Sequence[Figures], columns: Mapping[str, str]) -> str:
    """A Markdown table: columns by their key, each "heading|format"."""
    heads = [head.partition("|")[0] for head in columns.values()]
    lines = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    for row in rows:
        cells = [format(row[key], head.partition("|")[2]) for key, head in columns.items()]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def tables(found: Figures) -> str:
    """What was measured."""
    parts = [f"Measured on {found['cores']} cores of {found['processor']}, with `python -m benchmarks.scale`."]
    if found["classes"]:
        columns = {"students": "submissions of ps3|,", "seconds": "seconds|,.0f", "each_ms": "ms each|.0f"}
        columns |= {
            "command_gb": "command, GB|.2f",
            "workers_gb": "workers, GB|.2f",
            "sandboxes_gb": "sandboxes, GB|.2f",
        }
        columns |= {"all_gb": "all, GB|.2f", "gradebook_mb": "gradebook, MB|.1f"}
        columns |= {"report_s": "report again, s|.1f", "wrong": "wrong grades|.0f"}
        parts.append(table(found["classes"], columns))
    if found["shared"]:
        columns = {"workers": "workers|.0f", "seconds": f"seconds for {found['students_shared']}|.1f"}
        parts.append(table(found["shared"], columns | {"efficiency": "efficiency|.0%"}))
    if found["written"]:
        columns = {"book": "gradebook|", "students": "results|,", "students_a_second": "students a second|.0f"}
        columns |= {"rows_a_second": "rows a second, gradebook alone|,.0f", "first_ms": "ms each, first tenth|.1f"}
        columns |= {"last_ms": "ms each, last tenth|.1f", "report_s": "report, s|.1f"}
        parts.append(table(found["written"], columns))
    return "\n\n".join(parts) + "\n"


def core_seconds(found: Figures) -> float:
    """Seconds of a core that one submission takes with all that belongs to it, by the largest class."""
    largest = max(found["classes"], key=lambda one: one["students"])
    return float(found["cores"] * largest["seconds"] / largest["students"])


def written_a_second(found: Figures, book: str) -> float:
    """Students a second that the writer alone takes, by the largest number that was written."""
    rows = [row for row in found["written"] if row["book"] == book]
    return float(max(rows, key=lambda row: row["students"])["students_a_second"])


def at_large(found: Figures, key: str) -> float:
    """A figure of the classes for LARGE submissions, on the line through the smallest and the largest class."""
    ordered = sorted(found["classes"], key=lambda one: one["students"])
    (low, high) = ordered[0], ordered[-1]
    slope = (high[key] - low[key]) / (high["students"] - low["students"])
    return float(high[key] + slope * (LARGE - high["students"]))


def plan(found: Figures) -> str:
    """Hours, memory and size for LARGE submissions on clusters of several sizes, and what gives first."""
    each, command = core_seconds(found), found["command_ms"] / 1e3
    rows = []
    for cores in CORES:
        grading, handing = LARGE * each / cores, LARGE * command
        first = "the command" if handing > grading else "the cores"
        rows.append({"cores": cores, "minutes": max(grading, handing) / 60, "first": first})
    columns = {"cores": "cores|,", "minutes": f"minutes for {LARGE:,}|,.0f", "first": "what holds it up|"}
    facts = [
        f"A submission takes {each:.2f} core-seconds. The command computes {1e3 * command:.1f} ms for each, so it is "
        f"busy all the time at about {each / command:.0f} cores; more of them make nothing faster. Most of that is "
        f"Dask's scheduler and client: the writer alone takes {written_a_second(found, 'SQLite'):.0f} a second.",
        f"For {LARGE:,} the command that starts the run needs {at_large(found, 'command_gb'):.1f} GB, the gradebook "
        f"{at_large(found, 'gradebook_mb') / 1000:.2f} GB, the report {at_large(found, 'report_s') / 60:.0f} min. "
        "These three lie on the straight line through the smallest and the largest class.",
    ]
    return "\n\n".join([table(rows, columns), *facts]) + "\n"


def keep(found: Figures) -> None:
    """Keep the figures, and show them on the page."""
    FIGURES.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8"), found), encoding="utf-8")


def page(text: str, found: Figures) -> str:
    """The page with these figures between its marks; RuntimeError where a mark is missing."""
    for mark, shown in ((MEASURED, tables(found)), (PLANNED, plan(found))):
        before, there, rest = text.partition(mark)
        if not there or END not in rest:
            raise RuntimeError(f"{PAGE.name} has no {mark.strip()} … {END.strip()}: put both marks back")
        text = f"{before}{mark}{shown}{END}{rest.partition(END)[2]}"
    return text


def machine() -> dict[str, Any]:
    """The machine that measures: its cores and its processor."""
    return {"cores": len(os.sched_getaffinity(0)), "processor": timing.machine()["processor"]}
