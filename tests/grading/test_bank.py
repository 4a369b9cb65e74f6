"""The bank of broken and hostile submissions is what it says it is."""

import hashlib

import pytest

from tests.grading.bank import CASES
from tests.grading.bank.case import FULL, REPO, dump, filled, truth


@pytest.mark.slow
def test_every_case_has_its_deserved_points_and_its_reason_and_no_truth_is_without_a_case():
    written = {(kind, name) for kind, cases in truth().items() for name in cases}
    assert {(case.kind, case.name) for case in CASES.values()} == written
    for cases in truth().values():
        for name, entry in cases.items():
            assert len(entry["points"]) == 4, name
            assert all(0 <= got <= most for got, most in zip(entry["points"], FULL, strict=True)), name
            assert entry["why"], name


@pytest.mark.slow
def test_the_bank_holds_more_than_two_hundred_different_submissions():
    prints = {hashlib.sha256(repr(case.files).encode()).digest() for case in CASES.values()}
    assert len(prints) == len(CASES)
    assert len(CASES) > 200


@pytest.mark.slow
def test_every_broken_submission_differs_from_an_honest_one():
    """An edit that finds nothing to edit would leave the right notebook, and prove nothing."""
    honest = dump(filled())
    plain = {name for name, case in CASES.items() if case.kind != "names" and case.files == {"ps1.ipynb": honest}}
    assert plain == set()


def test_the_page_that_shows_stock_nbgrader_beside_the_bank_knows_every_case():
    page = (REPO / "docs" / "submissions.md").read_text(encoding="utf-8")
    assert f"{len(CASES)} submissions" in page
    assert [name for name in CASES if f"| {name} |" not in page] == []
