"""What a reader typed survives a reload, a closed tab, a new edition of the site, the way to `make lab` and back."""

import json
import shutil

import nbformat
import pytest
from playwright.sync_api import expect

from autograd_lab.authoring.lite import contents
from tests.support.lab import RUN_SECONDS, lab_open, notebook_of
from tests.support.lite import (
    LITE_ERRORS,
    LITE_MARKS,
    STATE,
    lite_ask,
    lite_open,
    lite_opened,
    lite_panel,
    lite_text,
    lite_type,
    served,
)
from tests.support.waiting import until

pytestmark = LITE_MARKS
CHAPTER = "notebooks/07_one_network_by_hand.ipynb"
MINE = "print('all my own work', 6 * 7)"
KEPT = """async path => JSON.stringify(
    (await window.jupyterapp.serviceManager.contents.get(path, { content: true })).content)"""
SAVED = "() => !window.jupyterapp.shell.currentWidget.context.model.dirty"


@pytest.fixture
def allowed_errors():
    return {
        **LITE_ERRORS,
        r"uncaught: Session .* not found": "JupyterLab ends the session of a notebook that is deleted, gone by then",
    }


def type_and_wait_until_saved(page, address):
    """Open the chapter, type into it, and wait until that is saved, which nobody asked for."""
    lite_open(page, address, CHAPTER)
    lite_type(page, MINE)
    until(lambda: "42" in page.evaluate(STATE)["printed"])
    until(lambda: page.evaluate(SAVED), "it was never saved", seconds=60)


def test_it_survives_a_reload_and_a_closed_tab(pure_site, open_page):
    page = open_page()
    type_and_wait_until_saved(page, pure_site)
    page.reload()
    until(lambda: page.evaluate(STATE)["kernel"] == "idle", "the notebook was not opened again")
    assert lite_text(page)[0] == MINE
    expect(lite_panel(page)).to_contain_text("Python has started anew")
    other = page.context.new_page()
    page.close()
    lite_opened(other, pure_site, CHAPTER)
    assert lite_text(other)[0] == MINE
    until(lambda: other.evaluate(STATE)["kernel"] == "idle")
    no_edition_is_told_of(other)
    lite_type(other, MINE)  # by keys alone: the notebook has the focus, and not the list of files
    expect(lite_panel(other)).not_to_contain_text("Python has started anew")


def test_what_was_typed_just_before_the_tab_is_left_is_saved(pure_site, open_page):
    page = open_page()
    lite_opened(page, pure_site, CHAPTER)
    page.evaluate(
        "() => { window.jupyterapp.shell.currentWidget.content.model.sharedModel.cells[0].setSource('mine'); }"
    )
    page.evaluate(
        """() => {
            Object.defineProperty(document, 'visibilityState', { value: 'hidden' });
            document.dispatchEvent(new Event('visibilitychange'));
        }"""
    )
    until(lambda: page.evaluate(SAVED), "it was never saved", seconds=8)


@pytest.fixture
def two_editions(pure_site_folder, tmp_path):
    """A site that can be renewed at its address: its folder, and what renews it."""
    folder = tmp_path / "site"
    shutil.copytree(pure_site_folder, folder)

    def renew():
        path = folder / "files" / CHAPTER
        notebook = nbformat.read(path, as_version=4)
        notebook.cells.insert(0, nbformat.v4.new_markdown_cell("# The second edition", id="second"))
        notebook.metadata["autograd_lab"] = {"edition": contents.edition(notebook)}
        nbformat.write(notebook, path)
        facts = folder / "tab" / "facts.json"
        told = json.loads(facts.read_text())
        told["editions"][CHAPTER] = notebook.metadata["autograd_lab"]["edition"]
        facts.write_text(json.dumps(told))

    return folder, renew


def no_edition_is_told_of(page):
    """Python has started, which is said later than that there is a newer edition."""
    expect(lite_panel(page)).to_contain_text("Python has started anew")
    expect(lite_panel(page)).not_to_contain_text("newer edition")


def test_a_new_edition_is_told_of_and_put_beside_the_readers_own(two_editions, open_page, shot):
    folder, renew = two_editions
    page = open_page()
    with served(folder) as address:
        type_and_wait_until_saved(page, address)
        renew()
        lite_opened(page, address, CHAPTER)
        expect(lite_panel(page)).to_contain_text(
            "There is a newer edition of 07_one_network_by_hand.ipynb. Yours stays"
        )
        assert lite_text(page)[0] == MINE
        shot(page, "lite-edition")
        page.get_by_role("button", name="Put the new one beside it").click()
        expect(lite_panel(page)).to_contain_text("beside your own file, which is unchanged")
        until(lambda: lite_text(page)[0] == "# The second edition")
        lite_opened(page, address, CHAPTER)
        assert lite_text(page)[0] == MINE
        no_edition_is_told_of(page)  # once is enough


def test_the_reader_may_keep_the_old_edition(two_editions, open_page):
    folder, renew = two_editions
    page = open_page()
    with served(folder) as address:
        type_and_wait_until_saved(page, address)
        renew()
        lite_opened(page, address, CHAPTER)
        page.get_by_role("button", name="Keep mine").click()
        lite_opened(page, address, CHAPTER)
        assert lite_text(page)[0] == MINE
        no_edition_is_told_of(page)


def test_a_deleted_notebook_comes_back_as_the_site_has_it(pure_site, open_page):
    page = open_page()
    type_and_wait_until_saved(page, pure_site)
    page.locator(".jp-DirListing-item", has_text="07_one").click(button="right")
    page.locator(".lm-Menu-item", has_text="Delete").click()
    page.locator(".jp-Dialog .jp-mod-accept").click()
    until(lambda: MINE not in page.evaluate(KEPT, CHAPTER), "it was never deleted")
    lite_opened(page, pure_site, CHAPTER)
    assert MINE not in lite_text(page)
    assert len(lite_text(page)) > 10


def test_a_download_opens_and_runs_in_the_lab(pure_site, open_page, jupyterlab):
    page = open_page()
    type_and_wait_until_saved(page, pure_site)
    with page.expect_download() as download:
        page.locator(".jp-DirListing-item", has_text="07_one").click(button="right")
        page.locator(".lm-Menu-item", has_text="Download").click()
    target = jupyterlab.root / "downloaded.ipynb"
    download.value.save_as(target)
    notebook = nbformat.read(target, as_version=4)
    nbformat.validate(notebook)
    assert notebook.cells[0].source == MINE
    native = open_page()
    lab_open(native, jupyterlab, "downloaded.ipynb")
    native.wait_for_function(
        "() => window.jupyterapp.shell.currentWidget?.sessionContext.kernelDisplayStatus === 'idle'",
        timeout=RUN_SECONDS * 1000,
    )
    expect(native.get_by_role("dialog")).to_have_count(0)
    native.evaluate("() => { window.jupyterapp.commands.execute('notebook:run-all-cells'); }")
    until(lambda: native.evaluate(STATE)["done"] == native.evaluate(STATE)["cells"], "the cells never ended")
    assert native.evaluate(STATE)["errors"] == []
    assert "all my own work 42" in native.evaluate(STATE)["printed"]


def test_a_notebook_of_the_lab_is_uploaded_and_runs(pure_site, open_page, tmp_path):
    made = notebook_of("from autograd_lab import Value\nprint(Value(3.0) * 2)")
    made.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
    made.metadata["language_info"] = {"name": "python", "version": "3.11.9"}
    file = tmp_path / "made_in_the_lab.ipynb"
    nbformat.write(made, file)
    page = open_page()
    lite_open(page, pure_site, CHAPTER)
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Upload Files").first.click()
    chooser.value.set_files(file)
    expect(page.locator(".jp-DirListing-item", has_text=file.name)).to_be_visible()
    lite_open(page, pure_site, f"notebooks/{file.name}")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.evaluate("() => { window.jupyterapp.commands.execute('notebook:run-all-cells'); }")
    until(lambda: "Value(6" in page.evaluate(STATE)["printed"], "it never ran")
    assert lite_ask(page, "print(6 * 7)") == "42"
