"""A skipped test is a gap: say so at the end, and fail where the machine was meant to have everything.

The tests may run in several processes (pytest-xdist, `-n`). Then the first process only listens: what was left out is
counted by the others, who tell it when they end.
"""

import os
import re
from collections import Counter
from pathlib import Path

import pytest

REQUIRE_ALL = os.environ.get("LAB_REQUIRE_ALL") == "1"
LEFT_OUT = pytest.StashKey[int]()
CLOSED = pytest.StashKey[int]()  # files that were not opened


def _needs_browser(item: pytest.Item) -> bool:
    return item.get_closest_marker("browser") is not None


def _group(item: pytest.Item) -> str:
    marker = item.get_closest_marker("xdist_group")
    return marker.args[0] if marker else ""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put the browser tests last, and the groups, which share something costly, before the others of their kind.

    Playwright keeps an event loop running, which `asyncio.run` elsewhere refuses; so a group with one browser test in
    it stands among them. Groups come first, since they take longest.
    """
    late = {_group(item) for item in items if _needs_browser(item)} - {""}
    items.sort(key=lambda item: (_needs_browser(item) or _group(item) in late, not _group(item)))


def _excluded_marks(expression: str) -> set[str]:
    """The marks that a selection such as `not (slow or lab)` leaves out; none for one of another form."""
    words = re.fullmatch(r"not (?:(\w+)|\((\w+(?: or \w+)*)\))", expression)
    return set((words[1] or words[2]).split(" or ")) if words else set()


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave closed what the selection leaves out as a whole: to compile such a file takes as long as many tests."""
    excluded = _excluded_marks(config.option.markexpr)
    if not excluded or collection_path.suffix != ".py" or not collection_path.name.startswith("test_"):
        return None
    source = collection_path.read_text(encoding="utf-8")
    statement = re.search(r"^pytestmark = (\[[^\]]*\]|.*)", source, re.MULTILINE)
    if statement is None or excluded.isdisjoint(re.findall(r"mark\.(\w+)", statement[1])):
        return None
    config.stash[CLOSED] = config.stash.get(CLOSED, 0) + 1
    return True


def pytest_deselected(items: list[pytest.Item]) -> None:
    """Count what was left out by choice."""
    if items:
        stash = items[0].config.stash
        stash[LEFT_OUT] = stash.get(LEFT_OUT, 0) + len(items)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node, error) -> None:
    """Hear from a process that ends how many tests it left out; each of them has left out the same."""
    told = getattr(node, "workeroutput", {})
    node.config.stash[LEFT_OUT], node.config.stash[CLOSED] = told.get("left_out", 0), told.get("closed", 0)


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    text = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    return text.removeprefix("Skipped: ")


def _gaps(reporter) -> Counter:
    skipped = [report for report in reporter.stats.get("skipped", []) if not hasattr(report, "wasxfail")]
    return Counter(_reason(report) for report in skipped)


def pytest_terminal_summary(terminalreporter) -> None:
    """List the reasons for which tests were skipped, and what was left out by choice."""
    gaps = _gaps(terminalreporter)
    left_out = terminalreporter.config.stash.get(LEFT_OUT, 0)
    if not gaps and not left_out:
        return
    terminalreporter.section("not run")
    for reason, count in sorted(gaps.items()):
        terminalreporter.line(f"{count:4d}  {reason}")
    if left_out:
        expression = terminalreporter.config.option.markexpr or terminalreporter.config.option.keyword
        terminalreporter.line(f"{left_out:4d}  left out by the selection '{expression}' (`make full` runs the slowest)")
        if closed := terminalreporter.config.stash.get(CLOSED, 0):
            terminalreporter.line(f"{closed:4d}  files, all of whose tests it leaves out")
    if gaps and REQUIRE_ALL:
        terminalreporter.line("LAB_REQUIRE_ALL=1: a skipped test counts as a failure here", red=True)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """With LAB_REQUIRE_ALL=1 a run with gaps ends with the exit code of a failed run."""
    if hasattr(session.config, "workeroutput"):
        stash = session.config.stash
        session.config.workeroutput.update(left_out=stash.get(LEFT_OUT, 0), closed=stash.get(CLOSED, 0))
        return
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if REQUIRE_ALL and reporter and _gaps(reporter) and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
