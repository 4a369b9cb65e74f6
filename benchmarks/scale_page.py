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
    """What was measured, each table below what it holds."""
    parts = [f"Measured on {found['cores']} cores of {found['processor']}, with `python -m benchmarks.scale`."]
    if found["classes"]:
        wrong = sum(one["wrong"] for one in found["classes"])
        grades = f"{wrong:.0f} grades were wrong." if wrong else "No grade was wrong."
        parts.append(
            "**Whole classes**, with right, wrong and broken answers and an endless loop in one submission of 200. "
            "Seconds run from the command to the written report. Memory is the highest that was seen, each column at a "
            f"moment of its own: of the command that you start, of its two workers, and of the sandboxes. {grades}"
        )
        columns = {"students": "submissions of ps3|,", "seconds": "seconds|,.0f", "each_ms": "ms each|.0f"}
        columns |= {f"{role}_gb": f"{role}, GB|.2f" for role in ("command", "workers", "sandboxes", "all")}
        columns |= {"gradebook_mb": "gradebook, MB|.1f", "report_s": "the report alone, s|.0f"}
        parts.append(table(found["classes"], columns))
    if found["shared"]:
        parts.append(
            f"**{found['students_shared']} submissions without endless loops**, the start of some seconds included. "
            "Efficiency is the gain over one worker, divided by the number of workers."
        )
        columns = {"workers": "workers|.0f", "seconds": "seconds|.1f", "efficiency": "efficiency|.0%"}
        parts.append(table(found["shared"], columns))
    if found["written"]:
        parts.append(
            "**The writer alone**, which puts results into the gradebook and graded notebooks on the disk; the "
            "PostgreSQL server on the same machine. The whole command computes "
            f"{found['command_ms']:.1f} ms for a submission, the writer with SQLite included."
        )
        columns = {"book": "gradebook|", "students": "submissions|,", "students_a_second": "written a second|,.0f"}
        parts.append(table(found["written"], columns))
    return "\n\n".join(parts) + "\n"


def core_seconds(found: Figures) -> float:
    """Seconds of a core that one submission takes, without the report, by the largest class."""
    largest = max(found["classes"], key=lambda one: one["students"])
    return float(found["cores"] * (largest["seconds"] - largest["report_s"]) / largest["students"])


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
    rows = [{"cores": cores, **{str(n): max(1.0, minutes(found, n, cores)) for n in CLASSES}} for cores in CORES]
    columns = {"cores": "cores|,", **{str(n): f"minutes for {n:,}|,.0f" for n in CLASSES}}
    facts = [
        f"A submission takes {each:.2f} seconds of a core, {1e3 * command:.1f} ms of them in the command. So from "
        f"about {each / command:.0f} cores on the command holds the class up, and more cores do not help.",
        "On the straight line through the smallest and the largest class, 100,000 need "
        f"{at_large(found, 'command_gb'):.1f} GB for the command, "
        f"{at_large(found, 'gradebook_mb') / 1000:.2f} GB for the gradebook, and "
        f"{at_large(found, 'report_s') / 60:.0f} min for the report.",
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
