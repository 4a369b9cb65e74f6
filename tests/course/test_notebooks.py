"""Every chapter runs from top to bottom in a fresh kernel, warnings as errors: a minute and a gigabyte at most each.

The minute is counted on the clock or by what the kernel has computed, whichever is less: so neither a busy machine nor
the threads of a large one fail a chapter. What each took on the clock stands in a table at the end of the run.
"""

import os
import platform
import time

import nbformat
import pytest
from nbclient import NotebookClient

from tests.support.lab import REPO

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore::DeprecationWarning:zmq")]
CHAPTERS = sorted(
    path.stem for path in (REPO / "notebooks").glob("*.ipynb") if path.stem != "glossary"
)  # the glossary has no code
MOST_SECONDS = 60
HANGS = 600  # seconds for one cell on the clock, after which it is given up
MOST_MEGABYTES = 1000  # a Binder has 2 GB, for JupyterLab and its kernels together
STRICT = "import warnings\nwarnings.simplefilter('error')\ndel warnings"
#: Prints the most memory that the kernel has held. Linux is asked by VmHWM: its ru_maxrss may be that of the parent.
PEAK = """
def peak():
    import sys
    if sys.platform == "linux":
        with open("/proc/self/status") as status:
            return next(int(line.split()[1]) / 1e3 for line in status if line.startswith("VmHWM"))
    if sys.platform == "win32":
        import psutil
        return psutil.Process().memory_info().peak_wset / 1e6
    import resource
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
import time
print(round(peak()), time.process_time())
"""


def execute(notebook, **environment):
    """Run all cells in a fresh kernel; an error in one is raised."""
    resources = {"metadata": {"path": str(REPO)}}
    client = NotebookClient(
        notebook, timeout=HANGS, startup_timeout=HANGS, kernel_name="python3", resources=resources
    )
    client.execute(env={**os.environ, **environment})


def read(chapter):
    return nbformat.read(REPO / "notebooks" / f"{chapter}.ipynb", as_version=4)


@pytest.mark.full
@pytest.mark.skipif(platform.machine() != "x86_64", reason="the names are those of x86-64 processors")
@pytest.mark.parametrize("processor", ["Nehalem", "Haswell"])  # OpenBLAS sums in another order on each
@pytest.mark.parametrize("chapter", [chapter for chapter in CHAPTERS if chapter[:2].isdigit()])
def test_what_the_text_says_holds_on_other_processors(chapter, processor):
    execute(read(chapter), OPENBLAS_CORETYPE=processor)


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_runs_from_top_to_bottom(chapter, record_property):
    notebook = read(chapter)
    notebook.cells.insert(0, nbformat.v4.new_code_cell(STRICT))
    notebook.cells.append(nbformat.v4.new_code_cell(PEAK))
    begin = time.perf_counter()
    execute(notebook)
    seconds = time.perf_counter() - begin
    megabytes, computed = map(float, notebook.cells.pop().outputs[0].text.split())
    record_property("measured", f"{chapter:24} {seconds:6.1f} s {megabytes:6.0f} MB")
    streams = [o for c in notebook.cells if c.cell_type == "code" for o in c.outputs if o.output_type == "stream"]
    assert not [o.text for o in streams if o.name == "stderr"]
    assert min(seconds, computed) < MOST_SECONDS
    assert 20 < megabytes < MOST_MEGABYTES  # less than a bare kernel would say that it was not measured
