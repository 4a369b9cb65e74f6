"""Every chapter runs from top to bottom in a fresh kernel, warnings as errors: a minute and a gigabyte at most each.

The minute is counted on the clock or by what the kernel has computed, whichever is less: so neither a busy machine nor
the threads of a large one fail a chapter. What each took on the clock stands in a table at the end of the run.
"""

import platform

import pytest

from tests.support.executed import execute, read
from tests.support.repo import NO_CODE, REPO

pytestmark = pytest.mark.slow
CHAPTERS = sorted(path.stem for path in (REPO / "notebooks").glob("*.ipynb") if path.stem not in NO_CODE)
MOST_SECONDS = 60
MOST_MEGABYTES = 1000  # a Binder has 2 GB, for JupyterLab and its kernels together


@pytest.mark.full
@pytest.mark.skipif(platform.machine() != "x86_64", reason="the names are those of x86-64 processors")
@pytest.mark.parametrize("processor", ["Nehalem", "Haswell"])  # OpenBLAS sums in another order on each
@pytest.mark.parametrize("threads", ["1", "2"])
@pytest.mark.parametrize("chapter", [chapter for chapter in CHAPTERS if chapter[:2].isdigit()])
def test_what_the_text_says_holds_on_other_processors(chapter, processor, threads):
    execute(read(chapter), OPENBLAS_CORETYPE=processor, OPENBLAS_NUM_THREADS=threads)


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_runs_from_top_to_bottom(executed, chapter, record_property):
    ran = executed(chapter)
    record_property("measured", f"{chapter:24} {ran.seconds:6.1f} s {ran.megabytes:6} MB")
    streams = [o for c in ran.notebook.cells for o in c.get("outputs", []) if o.output_type == "stream"]
    assert not [o.text for o in streams if o.name == "stderr"]
    assert min(ran.seconds, ran.computed) < MOST_SECONDS
    assert 20 < ran.megabytes < MOST_MEGABYTES  # less than a bare kernel would say that it was not measured
