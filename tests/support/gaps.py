"""A skipped test is a gap: say so at the end, and fail where the machine was meant to have everything."""

import os
from collections import Counter

import pytest

REQUIRE_ALL = os.environ.get("LAB_REQUIRE_ALL") == "1"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the browser tests last: Playwright keeps an event loop running, which `asyncio.run` elsewhere refuses."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    text = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    return text.removeprefix("Skipped: ")


def _gaps(reporter) -> Counter:
    skipped = [report for report in reporter.stats.get("skipped", []) if not hasattr(report, "wasxfail")]
    return Counter(_reason(report) for report in skipped)


def pytest_terminal_summary(terminalreporter) -> None:
    """List the reasons for which tests were skipped, and what was left out by choice."""
    gaps = _gaps(terminalreporter)
    left_out = len(terminalreporter.stats.get("deselected", []))
    if not gaps and not left_out:
        return
    terminalreporter.section("not run")
    for reason, count in sorted(gaps.items()):
        terminalreporter.line(f"{count:4d}  {reason}")
    if left_out:
        expression = terminalreporter.config.option.markexpr or terminalreporter.config.option.keyword
        terminalreporter.line(f"{left_out:4d}  left out by the selection '{expression}' (`make full` runs the slowest)")
    if gaps and REQUIRE_ALL:
        terminalreporter.line("LAB_REQUIRE_ALL=1: a skipped test counts as a failure here", red=True)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """With LAB_REQUIRE_ALL=1 a run with gaps ends with the exit code of a failed run."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if REQUIRE_ALL and reporter and _gaps(reporter) and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
