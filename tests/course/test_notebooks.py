"""Every chapter runs from top to bottom in a fresh kernel, with warnings as errors, in a minute at most."""

import time

import nbformat
import pytest
from nbclient import NotebookClient

from tests.support.lab import REPO

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore::DeprecationWarning:zmq")]
CHAPTERS = sorted(
    path.stem for path in (REPO / "notebooks").glob("*.ipynb") if path.stem != "glossary"
)  # the glossary has no code
MOST = 60  # seconds
STRICT = "import warnings\nwarnings.simplefilter('error')\ndel warnings"


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_runs_from_top_to_bottom(chapter):
    notebook = nbformat.read(REPO / "notebooks" / f"{chapter}.ipynb", as_version=4)
    notebook.cells.insert(0, nbformat.v4.new_code_cell(STRICT))
    begin = time.perf_counter()
    NotebookClient(notebook, timeout=MOST, kernel_name="python3", resources={"metadata": {"path": str(REPO)}}).execute()
    assert time.perf_counter() - begin < MOST
    streams = [o for c in notebook.cells if c.cell_type == "code" for o in c.outputs if o.output_type == "stream"]
    assert not [o.text for o in streams if o.name == "stderr"]
