"""A skipped test is a gap: say so at the end, and fail where the machine was meant to have everything.

No gap is what a machine need not have: tests with the mark of an optional extra, `frameworks` or `trackers`, are left
out, and counted, where a package of it is not installed. Everything else is left out by a selection, or is a gap.

The tests may run in several processes (pytest-xdist, `-n`). Then the first process only listens: what was left out is
counted by the others, who tell it when they end.
"""

import os
import re
from collections import Counter
from importlib.util import find_spec
from pathlib import Path

import pytest

REQUIRE_ALL = os.environ.get("LAB_REQUIRE_ALL") == "1"
LEFT_OUT = pytest.StashKey[int]()
#: an optional extra, which is a mark too -> the packages that it brings
OPTIONAL = {"frameworks": ("jax", "tensorflow"), "trackers": ("tensorboard", "trackio", "wandb")}
WITHOUT = pytest.StashKey[dict[str, int]]()  # extra that is not installed -> how many tests need it
CLOSED = pytest.StashKey[int]()  # files that were not opened
#: what a process tells the first one when it ends, under which name
TOLD = {LEFT_OUT: "left_out", CLOSED: "closed", WITHOUT: "without"}
#: what stands there when there is nothing to tell
EMPTY = {LEFT_OUT: 0, CLOSED: 0, WITHOUT: {}}


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
    _leave_out_absent_extras(config, items)
    late = {_group(item) for item in items if _needs_browser(item)} - {""}
    items.sort(key=lambda item: (_needs_browser(item) or _group(item) in late, not _group(item)))


def _leave_out_absent_extras(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Take out the tests marked with an optional extra of which a package is missing, and count them."""
    absent = [extra for extra, packages in OPTIONAL.items() if not all(map(find_spec, packages))]
    without: Counter[str] = Counter()
    kept = []
    for item in items:
        needed = next((extra for extra in absent if item.get_closest_marker(extra)), None)
        if needed is None:
            kept.append(item)
        else:
            without[needed] += 1
    config.stash[WITHOUT] = dict(without)
    items[:] = kept


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
    for key, name in TOLD.items():
        node.config.stash[key] = told.get(name, EMPTY[key])


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
    without = terminalreporter.config.stash.get(WITHOUT, {})
    if not gaps and not left_out and not without:
        return
    terminalreporter.section("not run")
    for reason, count in sorted(gaps.items()):
        terminalreporter.line(f"{count:4d}  {reason}")
    if left_out:
        expression = terminalreporter.config.option.markexpr or terminalreporter.config.option.keyword
        terminalreporter.line(f"{left_out:4d}  left out by the selection '{expression}' (`make full` runs the slowest)")
        if closed := terminalreporter.config.stash.get(CLOSED, 0):
            terminalreporter.line(f"{closed:4d}  files, all of whose tests it leaves out")
    for extra, count in without.items():
        terminalreporter.line(f"{count:4d}  need the extra `{extra}`, which is optional: see docs/testing.md")
    if gaps and REQUIRE_ALL:
        terminalreporter.line("LAB_REQUIRE_ALL=1: a skipped test counts as a failure here", red=True)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """With LAB_REQUIRE_ALL=1 a run with gaps ends with the exit code of a failed run."""
    if hasattr(session.config, "workeroutput"):
        stash = session.config.stash
        session.config.workeroutput.update({name: stash.get(key, EMPTY[key]) for key, name in TOLD.items()})
        return
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if REQUIRE_ALL and reporter and _gaps(reporter) and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
