"""The player wherever a notebook is opened: six hosts, each with the outside network cut off.

In every one, each player is stepped to its end, a leaf is moved, and all numbers are compared with the engine's.
"""

import json
from pathlib import Path

import nbformat
import pytest
from nbconvert import HTMLExporter
from playwright.sync_api import expect

from autograd_lab.lab import export
from autograd_lab.scalar.graph import leaves_and_inner
from tests.browser import hosts
from tests.browser.engine import shown_in
from tests.browser.hosts import exercise
from tests.support.lab import OPEN_SECONDS, lab_open, notebook_open, open_without_kernel, run_all
from tests.support.npm import package

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("hosts")]


MISSING = {r"console: Failed to load resource": "the page's own scripts would come from the network, which is cut off"}


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """The notebook, run and saved with the state of its widgets."""
    folder = tmp_path_factory.mktemp("hosts")
    return hosts.write(hosts.run(hosts.blank(), folder), folder / "hosts.ipynb")


@pytest.fixture(scope="module")
def stateless(tmp_path_factory):
    """The same without the widgets' state, as JupyterLab saves it."""
    folder = tmp_path_factory.mktemp("hosts")
    return hosts.write(hosts.run(hosts.blank(), folder, widget_state=False), folder / "hosts.ipynb")


@pytest.fixture
def graphs(kept, monkeypatch):
    return shown_in(kept, monkeypatch)


@pytest.mark.lab
@pytest.mark.full
def test_jupyterlab(jupyterlab, browser_page, graphs, shot):
    hosts.write(hosts.blank(), jupyterlab.root / "hosts.ipynb")
    lab_open(browser_page, jupyterlab, "hosts.ipynb")
    run_all(browser_page)
    exercise(browser_page, graphs, "live")
    assert not browser_page.locator("[data-al-kept]").first.is_visible()  # the live player is enough
    shot(browser_page, "host-lab")
    browser_page.locator("button[data-action=share]").first.click()  # its code came from the kernel
    with browser_page.expect_download() as saved:
        browser_page.locator("[data-share=gif]").click()
    assert Path(saved.value.path()).read_bytes()[:6] == b"GIF89a"


@pytest.mark.lab
class TestNotebook7:
    @pytest.fixture
    def allowed_errors(self):
        why = "Notebook 7.6 says this of an empty notebook too, when it is served beside JupyterLab"
        return {r"uncaught: .*reading 'schema'": why, r"uncaught: Command 'filebrowser:open-path' not": why}

    def test_players_live(self, jupyterlab, browser_page, graphs, shot):
        hosts.write(hosts.blank(), jupyterlab.root / "hosts.ipynb")
        notebook_open(browser_page, jupyterlab, "hosts.ipynb")
        run_all(browser_page)
        exercise(browser_page, graphs, "live")
        shot(browser_page, "host-notebook")


def test_page_of_autograd_lab_export(kept, tmp_path, browser_page, graphs, shot):
    page = tmp_path / "page.html"
    page.write_text(export.page(kept, execute=False), encoding="utf-8")
    browser_page.goto(page.as_uri())
    exercise(browser_page, graphs, "none")
    shot(browser_page, "host-export")


class TestMystTheme:
    """MyST's theme hands outputs to thebe-core, which takes widgets out and draws the rest as JupyterLab would."""

    @pytest.fixture
    def allowed_errors(self):
        return {**MISSING, r"to the outside: https://cdnjs\.cloudflare\.com": "thebe-core asks for MathJax"}

    @pytest.fixture
    def site(self, kept, tmp_path):
        """Its address; among a test's arguments before the page, which is then closed before the server ends."""
        cells = [cell.outputs for cell in nbformat.read(kept, as_version=4).cells if cell.outputs]
        (tmp_path / "thebe").symlink_to(package("thebe-core") / "dist" / "lib")
        (tmp_path / "index.html").write_text(MYST % json.dumps(cells).replace("<", "\\u003c"), encoding="utf-8")
        with hosts.served(tmp_path) as address:
            yield address

    def test_players_live(self, site, browser_page, graphs, shot):
        browser_page.goto(site)
        exercise(browser_page, graphs, "none")
        assert "a Jupyter kernel connection is required" not in browser_page.inner_text("main")
        shot(browser_page, "host-myst")


MYST = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>MyST</title><link rel="icon" href="data:,">
<link rel="stylesheet" href="thebe/thebe-core.css"></head><body><main></main>
<script src="thebe/thebe-core.min.js"></script>
<script>
const cells = %s;
const wait = setInterval(() => window.thebeCore?.module && (clearInterval(wait), draw(window.thebeCore.module)), 50);
function draw(core) {
  for (const [number, outputs] of cells.entries()) {
    const figure = document.querySelector("main").appendChild(document.createElement("figure"));
    const cell = new core.PassiveCellRenderer(`cell-${number}`, core.makeRenderMimeRegistry());
    cell.attachToDOM(figure, true);
    cell.render(core.stripWidgets(outputs));
  }
}
</script></body></html>"""


def test_vs_code_and_other_frames_of_their_own(kept, tmp_path, browser_page, graphs, shot):
    """A frame with an origin of its own that may run scripts and nothing else."""
    outputs = [o for cell in json.loads(kept.read_text())["cells"] for o in cell["outputs"]]
    html = "".join("".join(output["data"]["text/html"]) for output in outputs)
    page = tmp_path / "frame.html"
    quoted = html.replace("&", "&amp;").replace('"', "&quot;")
    frame = f'<iframe sandbox="allow-scripts" style="width:99vw;height:95vh" srcdoc="{quoted}"></iframe>'
    page.write_text(f"<!DOCTYPE html><title>frame</title>{frame}", encoding="utf-8")
    browser_page.goto(page.as_uri())
    exercise(browser_page.frames[-1], graphs, "none")
    shot(browser_page, "host-frame")


class TestNbconvertAsItComes:
    """nbconvert's own page fetches require.js, MathJax and the widgets' scripts from the network: none arrive here."""

    @pytest.fixture
    def allowed_errors(self):
        return {
            **MISSING,
            r"to the outside: https://(cdnjs\.cloudflare|cdn\.jsdelivr|unpkg)\.": "nbconvert's template asks for these",
            r"(define|require|MathJax)": "what these scripts would have defined",
        }

    def page(self, notebook, tmp_path):
        text, _ = HTMLExporter().from_filename(str(notebook))
        (tmp_path / "page.html").write_text(text, encoding="utf-8")
        return (tmp_path / "page.html").as_uri()

    def test_without_the_widgets_state_the_players_live(self, stateless, tmp_path, browser_page, graphs, shot):
        browser_page.goto(self.page(stateless, tmp_path))
        exercise(browser_page, graphs, "none")
        shot(browser_page, "host-nbconvert")

    def test_with_it_too(self, kept, tmp_path, browser_page, graphs):
        browser_page.goto(self.page(kept, tmp_path))
        exercise(browser_page, graphs, "none")


@pytest.mark.parametrize("theme", ["alabaster", "sphinx_book_theme"])
@pytest.mark.sampled(1)
def test_sphinx_with_myst_nb(kept, tmp_path, browser_page, graphs, shot, theme):
    """A project of somebody else's, with the one setting that docs/player.md gives."""
    (tmp_path / "conf.py").write_text(SPHINX.format(theme=theme))
    (tmp_path / "hosts.ipynb").write_text(kept.read_text())
    hosts.called("sphinx", "-q", "-b", "html", "-D", "root_doc=hosts", ".", "out", cwd=tmp_path)
    browser_page.goto((tmp_path / "out" / "hosts.html").as_uri())
    exercise(browser_page, graphs, "none")
    shot(browser_page, f"host-sphinx-{theme}")


SPHINX = """
extensions = ["myst_nb"]
html_theme = "{theme}"
nb_execution_mode = "off"
nb_mime_priority_overrides = [["html", "text/html", 0]]
nb_ipywidgets_js = {{}}
html_context = {{"default_mode": "auto"}}
"""


def tables(page, count):
    """The folded tables of values, once so many are to be seen, opened: for each, value and grad of each named node."""
    found = []
    folds = page.locator("details:visible", has=page.locator("th", has_text="grad"))
    expect(folds).to_have_count(count)
    for fold in folds.all():
        fold.locator("summary").click()
        rows = fold.locator("tbody tr").all()
        cells = [row.locator("th, td").all_inner_texts() for row in rows]
        found.append({name: [value, grad] for name, _, value, grad in cells})
    return found


def values(graphs):
    """What the tables have to say of the leaves that have a name."""
    found = []
    for graph in graphs:
        graph.root.zero_grad()
        graph.root.backward()
        given, _ = leaves_and_inner(graph.root)
        named = {name: node for name, node in graph.names.items() if node in given}
        found.append({name: [f"{node.data:.6g}", f"{node.grad:.6g}"] for name, node in named.items()})
    return found


def hold(page, graphs):
    """Hold the tables on a page against the engine."""
    for table, expected in zip(tables(page, len(graphs)), values(graphs), strict=True):
        assert {name: table[name] for name in expected} == expected


@pytest.mark.lab
class TestReopenedInJupyterLab:
    """A saved notebook is opened again, and the kernel that made its players is gone."""

    @pytest.fixture
    def allowed_errors(self):
        return {r"console: Error: widget model not found": "so says the widget manager of a widget that is gone"}

    @pytest.mark.full
    def test_untrusted_it_shows_the_tables(self, jupyterlab, browser_page, kept, graphs):
        hosts.write(nbformat.read(kept, as_version=4), jupyterlab.root / "untrusted.ipynb")
        lab_open(browser_page, jupyterlab, "untrusted.ipynb")
        browser_page.locator("details").nth(1).wait_for()
        hold(browser_page, graphs)
        assert browser_page.locator(".al-player").count() == 0

    @pytest.mark.full
    def test_with_the_widgets_state_the_players_live(self, jupyterlab, browser_page, kept, graphs):
        jupyterlab.trust(hosts.write(nbformat.read(kept, as_version=4), jupyterlab.root / "kept.ipynb"))
        lab_open(browser_page, jupyterlab, "kept.ipynb")
        exercise(browser_page, graphs, "none")

    @pytest.mark.full
    def test_without_it_they_live_too_and_no_error_stands_beside_them(
        self, jupyterlab, browser_page, stateless, graphs, shot
    ):
        jupyterlab.trust(hosts.write(nbformat.read(stateless, as_version=4), jupyterlab.root / "stateless.ipynb"))
        lab_open(browser_page, jupyterlab, "stateless.ipynb")
        exercise(browser_page, graphs, "none")
        assert browser_page.get_by_text("Error displaying widget").locator("visible=true").count() == 0
        shot(browser_page, "host-lab-stateless")

    @pytest.mark.full
    def test_without_any_kernel_they_live_too(self, jupyterlab, browser_page, stateless, graphs):
        notebook = nbformat.read(stateless, as_version=4)
        notebook.metadata.clear()  # it names no kernel and no language, so that JupyterLab asks for one
        jupyterlab.trust(hosts.write(notebook, jupyterlab.root / "kernelless.ipynb"))
        open_without_kernel(browser_page, jupyterlab, "kernelless.ipynb")
        exercise(browser_page, graphs, "none")
        assert browser_page.get_by_text("Loading widget").locator("visible=true").count() == 0


@pytest.fixture(scope="module")
def lite(kept, tmp_path_factory):
    """A JupyterLite site, built with this notebook in it."""
    root = tmp_path_factory.mktemp("lite")
    (root / "files").mkdir()
    (root / "files" / "hosts.ipynb").write_text(kept.read_text())
    settings = {"jupyter-lite-schema-version": 0, "jupyter-config-data": {"exposeAppInBrowser": True}}
    (root / "jupyter-lite.json").write_text(json.dumps(settings))
    hosts.called("jupyter", "lite", "build", "--contents", "files", "--output-dir", "site", cwd=root)
    with hosts.served(root / "site") as address:
        yield address


class TestJupyterLite:
    """A site without any server. Its kernels would come from the network, so the notebook is read without one."""

    @pytest.fixture
    def allowed_errors(self):
        return {r"console: Failed to load resource.*404": "JupyterLite asks for files that a site may have"}

    @pytest.mark.full
    def test_the_tables_and_once_it_is_trusted_the_players(self, lite, browser_page, graphs, shot):
        browser_page.goto(f"{lite}/lab/index.html?path=hosts.ipynb")
        browser_page.locator(".jp-Dialog button", has_text="No Kernel").click(timeout=OPEN_SECONDS * 1000)
        hold(browser_page, graphs)
        browser_page.evaluate("() => { window.jupyterapp.commands.execute('notebook:trust'); }")
        browser_page.locator(".jp-Dialog button.jp-mod-accept").click()
        exercise(browser_page, graphs, "none")
        shot(browser_page, "host-lite")
