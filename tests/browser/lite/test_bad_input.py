"""A browser or a network that lacks a part: a sentence says what to do, and what the reader types is not lost."""

import pytest
from playwright.sync_api import expect

from tests.support.lite import (
    CUT,
    LITE_MARKS,
    STATE,
    lite_opened,
    lite_panel,
    lite_text,
    lite_type,
    served,
)
from tests.support.waiting import until

pytestmark = LITE_MARKS
CHAPTER = "notebooks/07_one_network_by_hand.ipynb"
MINE = "mine = 6 * 7; print(mine)"
DENIED = "{ get() { throw new DOMException('denied', 'SecurityError'); } }"
FULL = """() => {
    const full = () => { throw new DOMException('The quota has been exceeded.', 'QuotaExceededError'); };
    IDBObjectStore.prototype.put = full;
    Storage.prototype.setItem = full;
}"""
SPOILED = {
    "wasm-refused": ({"*.wasm": 403}, r"pyodide.asm.wasm (answer 403)"),
    "wasm-replaced": ({"*.wasm": 200}, r"pyodide.asm.wasm (57 of 10,105,545 bytes)"),
    "wasm-cut": ({"*.wasm": CUT}, r"of 10,105,545 bytes"),
    "wheels-refused": ({"*.whl": 403}, "and 32 more"),
    "lock-replaced": ({"*/pyodide-lock.json": 200}, "pyodide-lock.json (57 of"),
    "kernel-refused": (
        {"*/pyodide-kernel-extension/static/*.js": 403},
        "the part of the page that starts it did not arrive",
    ),
}


@pytest.fixture
def allowed_errors():
    return {".": "a page from which parts are kept complains of it"}


@pytest.mark.parametrize(("spoiled", "said"), SPOILED.values(), ids=SPOILED)
def test_a_part_that_does_not_come_whole_is_named_and_text_is_kept(pure_site_folder, open_page, shot, spoiled, said):
    page = open_page()
    parts = dict(spoiled)
    with served(pure_site_folder, parts) as address:
        lite_opened(page, address, CHAPTER)
        lite_type(page, MINE)
        expect(lite_panel(page)).to_contain_text(said)
        shot(page, "lite-spoiled")
        assert lite_text(page)[0] == MINE
        parts.clear()  # the network lets it through
        page.get_by_role("button", name="Reload the page").click()
        until(lambda: page.evaluate(STATE)["kernel"] == "idle", "it did not start")
        assert lite_text(page)[0] == MINE
        expect(lite_panel(page).get_by_role("button")).to_have_count(0)


def test_one_wheel_that_is_cut_is_named(pure_site_folder, open_page):
    page = open_page()
    with served(pure_site_folder, {"*/autograd_lab-*.whl": CUT}) as address:
        lite_opened(page, address, CHAPTER)
        until(lambda: page.evaluate(STATE)["kernel"] == "idle")
        lite_type(page, "import autograd_lab")
        expect(lite_panel(page)).to_contain_text(
            "Python runs, but parts of the site did not arrive whole: autograd_lab-"
        )


def test_a_page_whose_program_is_refused_says_so(pure_site_folder, open_page):
    page = open_page()
    with served(pure_site_folder, {"*/build/lab/bundle.js": 403}) as address:
        page.goto(f"{address}/lab/index.html?path={CHAPTER}")
        expect(lite_panel(page)).to_contain_text("The notebook page has not come up")


def test_a_browser_without_webassembly(pure_site, open_page):
    page = open_page()
    page.add_init_script("delete window.WebAssembly")
    lite_opened(page, pure_site, CHAPTER)
    expect(lite_panel(page)).to_contain_text("cannot run Python: it has no WebAssembly")
    lite_type(page, MINE)
    page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")
    lite_opened(page, pure_site, CHAPTER)
    assert lite_text(page)[0] == MINE


def test_a_browser_without_storage(pure_site, open_page):
    page = open_page()
    page.add_init_script(f"Object.defineProperty(window, 'indexedDB', {DENIED})")
    lite_opened(page, pure_site, CHAPTER)
    expect(lite_panel(page)).to_contain_text("does not let the site keep data")
    until(lambda: page.evaluate(STATE)["kernel"] == "idle")
    lite_type(page, MINE)
    until(lambda: "42" in page.evaluate(STATE)["printed"])


def test_a_full_storage_offers_the_file(pure_site, open_page):
    page = open_page()
    lite_opened(page, pure_site, CHAPTER)
    page.evaluate(FULL)
    lite_type(page, MINE)
    expect(lite_panel(page)).to_contain_text("could not be saved: this browser's storage for the site is full")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the notebook").click()
    assert MINE in download.value.path().read_text(encoding="utf-8")
    assert lite_text(page)[0] == MINE
