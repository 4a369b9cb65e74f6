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
CLASSES = (3000, 20_000, LARGE)
CORES = (2, 8, 16, 32)

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
        columns |= {f"{role}_gb": f"{role}, GB|.2f" for role in ("command", "workers", "sandboxes", "all")}
        columns |= {"gradebook_mb": "gradebook, MB|.1f"}
        columns |= {"report_s": "the report alone, s|.0f", "wrong": "wrong grades|.0f"}
        parts.append(table(found["classes"], columns))
    if found["shared"]:
        columns = {"workers": "workers|.0f", "seconds": f"seconds for {found['students_shared']}|.1f"}
        parts.append(table(found["shared"], columns | {"efficiency": "efficiency|.0%"}))
    if found["written"]:
        columns = {"book": "gradebook|", "students": "submissions|,", "students_a_second": "written a second|,.0f"}
        parts.append(table(found["written"], columns))
    return "\n\n".join(parts) + "\n"


def core_seconds(found: Figures) -> float:
    """Seconds of a core that one submission takes, without the report, by the largest class."""
    largest = max(found["classes"], key=lambda one: one["students"])
    return float(found["cores"] * (largest["seconds"] - largest["report_s"]) / largest["students"])


def written_a_second(found: Figures, book: str) -> float:
    """Students a second that the writer alone takes, by the largest number that was written."""
    rows = [row for row in found["written"] if row["book"] == book]
    return float(max(rows, key=lambda row: row["students"])["students_a_second"])


def at_large(found: Figures, key: str, students: int = LARGE) -> float:
    """A figure of the classes for so many submissions, on the line through the smallest and the largest class."""
    ordered = sorted(found["classes"], key=lambda one: one["students"])
    (low, high) = ordered[0], ordered[-1]
    slope = (high[key] - low[key]) / (high["students"] - low["students"])
    return float(high[key] + slope * (students - high["students"]))


def minutes(found: Figures, students: int, cores: int) -> float:
    """Minutes for so many submissions with their report, as long as the command is not the slowest."""
    grading, handing = students * core_seconds(found) / cores, students * found["command_ms"] / 1e3
    report = at_large(found, "report_s", students)
    return (max(grading, handing) + report) / 60


def plan(found: Figures) -> str:
    """Minutes, memory and size for large classes on several numbers of cores, and what gives first."""
    each, command = core_seconds(found), found["command_ms"] / 1e3
    rows = [{"cores": cores, **{str(n): minutes(found, n, cores) for n in CLASSES}} for cores in CORES]
    columns = {"cores": "cores|,", **{str(n): f"minutes for {n:,}|,.1f" for n in CLASSES}}
    facts = [
        f"With all cores busy, a submission takes {each:.2f} seconds of a core, {1e3 * command:.1f} ms of them in the "
        f"command. So from about {each / command:.0f} cores on the command is busy all the time, and more cores do "
        f"not help. The writer's share of it is about {1e3 / written_a_second(found, 'SQLite'):.0f} ms.",
        f"For {LARGE:,} the command would need {at_large(found, 'command_gb'):.1f} GB, the gradebook "
        f"{at_large(found, 'gradebook_mb') / 1000:.2f} GB, the report {at_large(found, 'report_s') / 60:.0f} min: on "
        "the straight line through the smallest and the largest class.",
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
