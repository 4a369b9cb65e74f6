"""Files that a notebook writes with `%%writefile` are imported and run while grading, as in the notebook."""

import pytest

from autograd_lab.grading.intake.cells import plain_python
from autograd_lab.grading.sandbox.session import CellRun, Session
from tests.grading.sandboxed import here

pytestmark = pytest.mark.slow

MODULE = "import numpy as np\n\ndef double(x):\n    '''Twice \"x\".\\n'''\n    return 2 * x\n"


def run(*cells: str) -> CellRun:
    """The last of these cells, run as the grader runs them, in a worker of their own."""
    with Session(sandbox=here()) as session:
        return [session.run_cell(f"c{number}", plain_python(cell)) for number, cell in enumerate(cells)][-1]


@pytest.mark.parametrize(
    "use",
    [
        "from module import double\nprint(double(3))",
        "import module\nprint(module.double(3))",
        "from module import *\nprint(double(3))",
        "%run module.py\nprint(double(3))",
        "%run module\nprint(double(3))",
        "name = 'module.py'\n%run {name}\nprint(double(3))",
        "exec(open('module.py').read())\nprint(double(3))",
    ],
)
@pytest.mark.parametrize("magic", ["%%writefile module.py", "%%file 'module.py'", "%%writefile /content/module.py"])
@pytest.mark.sampled(6)
def test_a_file_that_a_cell_writes_is_imported_and_run(magic: str, use: str):
    done = run(f"{magic}\n{MODULE}", use)
    assert (done.stdout, done.error) == ("6\n", None)


def test_a_file_grows_is_replaced_and_stands_in_a_folder():
    cells = ["%%writefile src/a.py\nx = 1\n", "%%writefile -a src/a.py\ny = x + 1\n", "import src.a\nprint(src.a.y)"]
    assert run(*cells).stdout == "2\n"
    again = ["%%writefile src/a.py\nx = y = 7\n", "import importlib\nimportlib.reload(src.a)\nprint(src.a.y)"]
    assert run(*cells, *again).stdout == "7\n"
    path = "import sys\nsys.path.append('src')\nimport a\nprint(a.y)"
    assert run(*cells[:2], path).stdout == "2\n"


def test_a_file_is_run_as_a_script_with_its_own_names_or_the_notebooks():
    script = "%%writefile s.py\nimport sys\nif __name__ == '__main__':\n    print(sys.argv)\n"
    script += "z = k = globals().get('k', 0) + 1\n"
    assert run(script, "k = 5\n%run s.py 1 two\nprint(z, k)").stdout == "['s.py', '1', 'two']\n1 1\n"
    assert run(script, "k = 5\n%run -i s.py\nprint(z)").stdout == "['s.py']\n6\n"
    assert run(script, "%run -n s.py\nprint(z)").stdout == "1\n"


def test_a_file_that_was_not_handed_in_is_named_and_the_cell_goes_on():
    done = run("%run helpers.py\nprint('after')")
    assert done.stdout == "after\n"
    assert done.error["message"] == (
        "%run helpers.py: that file is not there while grading. Put its code into a cell; one that begins with "
        "`%%writefile helpers.py` writes it as a file"
    )
    assert "`%%writefile other.py`" in run("%run other.ipynb").error["message"]


def test_what_is_timed_is_done():
    assert run("%time x = 3\ny = %time x + 1\nprint(x, y)").stdout == "3 4\n"
    assert run("%timeit -n 1 x = 3\nprint('x' in globals())").stdout == "False\n"


def test_all_other_magics_do_nothing():
    done = run("%matplotlib inline\n%load_ext autoreload\n!pip install torch\n%cd src\nget_ipython().ask()")
    assert (done.stdout, done.stderr, done.error) == ("", "", None)


def test_an_import_in_a_written_file_costs_nothing_either():
    cells = [f"%%writefile module.py\nimport pandas\n{MODULE}", "from module import double\nprint(double(3))"]
    assert run(*cells) == CellRun("c1", "6\n")


def test_after_a_crash_the_file_is_there_again():
    with Session(sandbox=here()) as session:
        session.run_cell("a", plain_python(f"%%writefile module.py\n{MODULE}"))
        session.run_cell("b", "from module import double")
        session.run_cell("die", "import os\nos._exit(1)")
        assert session.run_cell("c", "print(double(3))").stdout == "6\n"
