"""A browser or a network that lacks a part: a sentence says what to do, and what the reader types is not lost."""

import pytest
from playwright.sync_api import expect

from tests.support.lite import CUT, STATE, lite_opened, lite_text, lite_type, served
from tests.support.waiting import until

pytestmark = [
    pytest.mark.browser,
    pytest.mark.lab,
    pytest.mark.slow,
    pytest.mark.full,
    pytest.mark.timeout(600),
    pytest.mark.xdist_group("lite"),
]
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
    "kernel-refused": ({"*/pyodide-kernel-extension/static/*.js": 403}, "notebook page has not come up"),
}


@pytest.fixture
def allowed_errors():
    return {".": "a page from which parts are kept complains of it"}


def messages(page):
    return page.get_by_role("region", name="Messages of this tab")


@pytest.mark.parametrize(("spoiled", "said"), SPOILED.values(), ids=SPOILED)
def test_a_part_that_does_not_come_whole_is_named_and_text_is_kept(pure_site_folder, open_page, shot, spoiled, said):
    page = open_page()
    parts = dict(spoiled)
    with served(pure_site_folder, parts) as address:
        lite_opened(page, address, CHAPTER)
        lite_type(page, MINE)
        expect(messages(page)).to_contain_text(said)
        shot(page, "lite-spoiled")
        assert lite_text(page)[0] == MINE
        parts.clear()  # the network lets it through
        page.get_by_role("button", name="Reload the page").click()
        until(lambda: page.evaluate(STATE)["kernel"] == "idle", "it did not start")
        assert lite_text(page)[0] == MINE
        expect(messages(page).get_by_role("button")).to_have_count(0)
