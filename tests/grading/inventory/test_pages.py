"""The two pages: what the one for the class tells of people, and that both can be read at any width."""

import random
import secrets
from pathlib import Path

import pytest
from playwright.sync_api import Page

from autograd_lab.grading.inventory.command import main
from autograd_lab.grading.inventory.pages import CLASS_SAYS
from tests.grading.inventory.simulated import Noise, chosen_letter, simulated_class, write_form
from tests.grading.inventory.tables import INVENTORY, NUMBERS, rights, write_table
from tests.support.axe import findings

# --- the page for the class -----------------------------------------------------------------------------------


def random_class(folder: Path, size: int) -> list[str]:
    """Two files of a class whose ids are random strings that stand nowhere by themselves; returns the ids."""
    rng, made = random.Random(7), simulated_class(random.Random(7), size)
    for one in made.students:
        one.id = secrets.token_hex(8)
    made.absent, made.twice = set(), {made.students[0].id}
    for form in "AB":
        write_form(made, form, folder / f"{form}.csv", rng, Noise(), "plain")
    return [one.id for one in made.students]


@pytest.mark.parametrize("size", [5, 23])
def test_no_id_and_no_file_name_is_on_the_page_for_the_class(folder: Path, size: int) -> None:
    ids = random_class(folder, size)
    assert main(["--a", "A.csv", "--b", "B.csv"]) == 0
    page = Path("inventory_report/class.html").read_bytes().lower()
    report = Path("inventory_report/by_student.csv").read_bytes().lower()
    for one in ids:
        assert one.encode() not in page
        assert one.encode() in report, "the search can find one"
    assert not any(part in page for part in (b".csv", b"report", b"href", b"title=", b"<script", b"row 2", b"--same"))


def shares_on_class_page() -> set[str]:
    page = Path("inventory_report/class.html").read_text(encoding="utf-8")
    return {text.split("</td>")[0] for text in page.split('<td class="num">')[1:]}


@pytest.mark.parametrize(
    ("size", "shown"),
    [(9, {"few", "some", "many", "most"}), (15, {"≤ 10 %", "≥ 90 %", *(f"{10 * tenth} %" for tenth in range(1, 10))}),
     (24, {"≤ 5 %", "≥ 95 %", *(f"{5 * step} %" for step in range(1, 20))})],
)  # fmt: skip
def test_shares_of_the_class_are_rounded_so_that_one_more_is_not_seen(folder: Path, size: int, shown: set[str]) -> None:
    random_class(folder, size)
    assert main(["--a", "A.csv", "--b", "B.csv"]) == 0
    assert shares_on_class_page() <= shown


@pytest.mark.parametrize(
    ("size", "shown"), [(5, {"few", "most"}), (12, {"≤ 10 %", "≥ 90 %"}), (20, {"≤ 5 %", "≥ 95 %"})]
)
def test_that_all_chose_one_option_is_not_told_of_them(folder: Path, size: int, shown: set[str]) -> None:
    """Nor that all but one did: both are the same on the page."""
    believing = [chosen_letter("B", number, INVENTORY.forms["B"][number].misconception) for number in NUMBERS]
    pages = []
    for others in (0, 1):
        write_table(folder / "A.csv", [[f"s{n}", *rights("A")] for n in range(size)])
        write_table(folder / "B.csv", [[f"s{n}", *(rights("B") if n < others else believing)] for n in range(size)])
        assert main(["--a", "A.csv", "--b", "B.csv"]) == 0
        assert shares_on_class_page() == shown
        pages.append(Path("inventory_report/class.html").read_text(encoding="utf-8").partition("<h2>Idea by idea")[2])
    assert CLASS_SAYS in Path("inventory_report/report.html").read_text(encoding="utf-8")
    assert CLASS_SAYS in Path("inventory_report/class.html").read_text(encoding="utf-8")
    assert sorted(pages[0].split("<tr>")) == sorted(pages[1].split("<tr>"))


@pytest.mark.parametrize(("before", "holding"), [("misconception", "still hold it"), ("right", "hold it")])
def test_who_did_not_hold_it_before_does_not_still_hold_it(folder: Path, before: str, holding: str) -> None:
    ways = {form: [chosen_letter(form, n, INVENTORY.forms[form][n].misconception) for n in NUMBERS] for form in "AB"}
    write_table(folder / "A.csv", [["ada", *(ways["A"] if before == "misconception" else rights("A"))]])
    write_table(folder / "B.csv", [["ada", *ways["B"]]])
    assert main(["--a", "A.csv", "--b", "B.csv"]) == 0
    page = Path("inventory_report/report.html").read_text(encoding="utf-8")
    assert f"100 % {holding}: chapter" in page
    assert main(["--b", "B.csv"]) == 0
    assert "still hold it" not in Path("inventory_report/report.html").read_text(encoding="utf-8")


def test_halves_of_a_per_cent_are_rounded_up(folder: Path) -> None:
    believing = [chosen_letter("A", number, INVENTORY.forms["A"][number].misconception) for number in NUMBERS]
    write_table(folder / "A.csv", [[f"s{n}", *(rights("A") if n else believing)] for n in range(8)])
    assert main(["--a", "A.csv"]) == 0
    page = Path("inventory_report/report.html").read_text(encoding="utf-8")
    assert "13 %" in page, "one of eight"
    assert "12 %" not in page


def test_a_file_is_no_folder_and_a_second_run_of_the_same_is_said(folder: Path, capsys) -> None:
    write_table(folder / "A.csv", [["ada", *rights("A")]])
    assert main(["--a", "A.csv", "--out", "A.csv"]) == 1
    assert "A.csv is a file, and --out needs a folder" in capsys.readouterr().err
    assert main(["--a", "A.csv"]) == 0
    assert "the same as those of the run before" not in capsys.readouterr().out
    assert main(["--a", "A.csv"]) == 0
    assert "the same as those of the run before" in capsys.readouterr().out


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.sampled(1)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_both_pages_in_a_browser(folder: Path, open_page, shot, scheme: str) -> None:
    random_class(folder, 24)
    assert main(["--a", "A.csv", "--b", "B.csv"]) == 0
    for name in ("report", "class"):
        page: Page = open_page(color_scheme=scheme)
        page.goto(Path(f"inventory_report/{name}.html").resolve().as_uri())
        assert not findings(page)
        shot(page, f"inventory-{name}-{scheme}")
        bars = page.locator("svg rect")
        assert bars.count() == 2 * len(INVENTORY.beliefs)
        before, after = (bars.nth(at).evaluate("bar => getComputedStyle(bar).fill") for at in (0, 1))
        assert before != after, "a bar is told by its filling, not by its place alone"
        page.set_viewport_size({"width": 390, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        for width in (1280, 1920):
            page.set_viewport_size({"width": width, "height": 800})
            boxes = page.locator(".scroll").evaluate_all("all => all.map(one => one.scrollWidth - one.clientWidth)")
            assert max(boxes) <= 0, "no column is out of sight"
        page.emulate_media(media="print")
        page.set_viewport_size({"width": 700, "height": 900})  # A4
        edges = page.locator("table").evaluate_all("all => all.map(one => one.getBoundingClientRect().right)")
        assert max(edges) <= 700, "print shows all"
