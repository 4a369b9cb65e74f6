"""The preprocessor on notebooks in memory: what each student earns, and what no student can bring about."""

import os
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook
from nbgrader.utils import determine_grade

from autograd_lab.exams import registry
from autograd_lab.exams.question import Question
from autograd_lab.grading.intake.cells import NoQuestionError
from autograd_lab.grading.preprocessor import ExamPreprocessor
from tests.grading import students
from tests.grading.marks import FULL, message_on, scores, verdict_cell
from tests.grading.sandboxed import settings as of_sandbox
from tests.support.repo import REPO as REPO_FOLDER

pytestmark = pytest.mark.slow


USES = "from sklearn.metrics import mean_squared_error\ndef mse(y_hat, y):\n    return mean_squared_error(y, y_hat)\n"


def grade(nb: NotebookNode, **settings: object) -> NotebookNode:
    """The notebook after the preprocessor."""
    return ExamPreprocessor(**{**of_sandbox(), **settings}).preprocess(nb, {})[0]


def with_cells(*sources: str, answers: dict[str, str] = students.RIGHT) -> NotebookNode:
    """A notebook with cells of the student's own before everything else."""
    nb = students.notebook(answers)
    nb.cells[1:1] = [new_code_cell(source) for source in sources]
    return nb


@pytest.mark.parametrize(
    ("answers", "lost", "mistake"),
    [
        pytest.param(students.RIGHT, {}, None, id="right"),
        pytest.param(students.BLANK, dict.fromkeys(FULL, 0.0), "not written yet", id="blank"),
        pytest.param(students.NO_MEAN, {"mse_gradients": 0.0}, "N", id="forgot-1/N"),
        pytest.param(students.WRONG_SIGN, {"mse_gradients": 0.0}, "sign", id="sign"),
        pytest.param(students.NO_SUM, {"mse_gradients": 4.0}, "sum", id="forgot-to-sum"),
    ],
)
def test_each_student_earns_what_is_right(answers: dict[str, str], lost: dict[str, float], mistake: str | None):
    nb = grade(students.notebook(answers))
    assert scores(nb) == FULL | lost
    if mistake:
        assert mistake in message_on(nb, "mse_gradients")


def test_a_syntax_error_costs_its_function_and_no_other():
    nb = grade(students.notebook(students.SYNTAX))
    assert scores(nb) == FULL | {"mse": 0.0}
    assert "The cell mse stopped at its line 1: SyntaxError" in message_on(nb, "mse")
    assert "stopped" not in message_on(nb, "mse_gradients")
    kept = {one["function"]: one["stopped"] for one in nb.metadata.autograd_lab["questions"]}
    assert kept["mse"] == ["The cell mse stopped at its line 1: SyntaxError: expected ':'"]
    assert kept["predict"] == kept["mse_gradients"] == kept["gradient_step"] == []


def test_a_method_in_a_cell_of_its_own_that_stopped_is_told_where_its_class_is_asked_about():
    about = {"grade": False, "solution": True, "locked": False, "task": False, "schema_version": 3}
    own = new_code_cell("def backward(self)\n    pass", metadata={"nbgrader": about | {"grade_id": "backward"}})
    about = {"grade": True, "solution": False, "locked": True, "points": 3, "task": False, "schema_version": 3}
    asked = 'check.ps2(Scalar, "fan_out").require()'
    asked = new_code_cell(asked, metadata={"nbgrader": about | {"grade_id": "check_fan_out"}})
    nb = grade(new_notebook(cells=[new_code_cell("class Scalar: pass"), own, asked]))
    assert "The cell backward stopped at its line 1" in nb.metadata.autograd_lab["questions"][0]["stopped"][0]


def test_while_grading_ps3_lends_a_function_whose_cell_stopped():
    """The prime calls sigmoid, whose cell has a syntax error: it keeps its points."""
    about = {"grade": True, "solution": False, "locked": True, "points": 3, "task": False, "schema_version": 3}
    asked = new_code_cell("check.ps3(sigmoid_prime).require()", metadata={"nbgrader": about | {"grade_id": "asked"}})
    sources = [
        "import numpy as np",
        "def sigmoid(z)\n    return z",
        "def sigmoid_prime(z):\n    a = sigmoid(z)\n    return a * (1 - a)",
    ]
    nb = grade(new_notebook(cells=[*map(new_code_cell, sources), asked]))
    assert determine_grade(nb.cells[-1])[0] == 3.0


def test_an_answer_that_uses_a_module_which_is_not_there_is_told_what_to_write_with():
    nb = grade(students.notebook({**students.RIGHT, "mse": USES}))
    assert scores(nb) == FULL | {"mse": 0.0}
    said = "sklearn.metrics.mean_squared_error was used, and sklearn is not there while grading: write this part with"
    assert said in message_on(nb, "mse")


UNUSED = "import pandas as pd\nimport scipy.stats, torch\nfrom sklearn.metrics import r2_score\nimport torch.nn as nn\n"
MODULE = f"%%writefile answers.py\nimport numpy as np, pandas\n{students.RIGHT['mse']}"


@pytest.mark.parametrize(
    ("cells", "mse"),
    [
        ((), UNUSED + students.RIGHT["mse"]),
        ((), f"import torch\ntorch.manual_seed(0)\n{students.RIGHT['mse']}"),
        ((), f"from autograd_lab import Value\n{students.RIGHT['mse']}"),
        ((MODULE,), "from answers import mse\n"),
        ((MODULE,), "%run answers.py\n"),
        ((MODULE,), "import answers\nmse = answers.mse\n"),
    ],
    ids=["imports", "a seed", "the course", "written and imported", "written and run", "written and named"],
)
def test_imports_that_no_answer_needs_and_files_that_the_notebook_writes_cost_nothing(cells, mse: str):
    assert scores(grade(with_cells(*cells, answers={**students.RIGHT, "mse": mse}))) == FULL


def test_what_a_blank_answer_makes_of_the_trials_below_it_is_not_kept_as_its_cause():
    blank = students.notebook(students.BLANK)
    blank.cells.insert(4, new_code_cell("predict(np.ones((2, 2)), np.ones(2), 0.0)"))
    assert [one["stopped"] for one in grade(blank).metadata.autograd_lab["questions"]] == [[]] * 4


def test_of_the_cells_that_failed_the_cause_is_told_and_not_what_fell_in_its_wake():
    nb = students.notebook(students.BLANK)
    nb.cells[1:1] = [new_code_cell("raise ValueError('cause')"), new_code_cell("raise ValueError('wake')")]
    message = message_on(grade(nb), "predict")
    assert message.startswith("The cell In [2] stopped at its line 1: ValueError: cause\n")
    assert "wake" not in message
    assert "stopped" not in message_on(nb, "mse")


def test_a_failed_cell_is_no_news_where_the_answer_is_right():
    nb = grade(with_cells("import torch\ntorch.manual_seed(0)"))
    assert message_on(nb, "predict").startswith("✓")
    assert nb.cells[1].outputs[0].ename == "NotThereError"


@pytest.mark.slow
def test_an_endless_loop_costs_its_function_and_no_other():
    answers = {**students.RIGHT, "mse": "def mse(y_hat, y):\n    while True:\n        pass\n"}
    nb = grade(students.notebook(answers))
    assert scores(nb) == FULL | {"mse": 0.0}
    assert "loop" in message_on(nb, "mse")


STUBBORN = """import signal
def mse(y_hat, y):
    for number in (signal.SIGALRM, signal.SIGPROF):
        signal.signal(number, signal.SIG_IGN)
    while True:
        pass
"""


def test_a_loop_that_ignores_every_signal_is_killed_at_the_deadline_and_the_rest_goes_on():
    nb = grade(students.notebook({**students.RIGHT, "mse": STUBBORN}), question_seconds=2.0)
    assert scores(nb) == FULL | {"mse": 0.0}
    assert nb.metadata.autograd_lab["workers"] == 2
    assert "was stopped after 2 s" in message_on(nb, "mse")


def test_the_deadline_is_for_all_draws_of_a_question_together():
    slow = "import time\ndef mse(y_hat, y):\n    time.sleep(0.6)\n    return np.mean((y_hat - y) ** 2)\n"
    nb = grade(students.notebook({**students.RIGHT, "mse": slow}), question_seconds=2.0)
    assert scores(nb) == FULL | {"mse": 0.0}
    assert "was stopped after" in message_on(nb, "mse")


@pytest.mark.parametrize("death", ["import os; os._exit(3)", "import os; os.kill(os.getpid(), 11)"])
def test_a_function_that_kills_its_process_costs_itself_and_no_other(death: str):
    nb = grade(students.notebook({**students.RIGHT, "mse": f"def mse(y_hat, y):\n    {death}\n"}))
    assert scores(nb) == FULL | {"mse": 0.0}
    assert "ended the whole Python process" in message_on(nb, "mse")


def test_what_a_new_worker_takes_to_be_ready_is_taken_from_no_question():
    """Of questions that follow each other with no cell between them the second pays for the crash of the first."""
    busy = "import time\nend = time.process_time() + 0.8\nwhile time.process_time() < end: pass"
    nb = with_cells(busy, busy, answers={**students.RIGHT, "mse": "def mse(y_hat, y):\n    import os; os._exit(3)\n"})
    nb.cells.sort(key=lambda cell: cell.source.startswith("check."))
    assert scores(grade(nb, question_seconds=1.5)) == FULL | {"mse": 0.0}


def test_a_cell_that_kills_its_process_is_not_run_again():
    nb = grade(with_cells("import os\nos._exit(0)"))
    assert scores(nb) == FULL
    assert nb.cells[1].outputs[0].evalue == "it ended the whole Python process (exit code 0)"


def test_a_cell_that_never_ends_is_stopped():
    nb = grade(with_cells("while True: pass"), cell_seconds=2.0)
    assert scores(nb) == FULL


def test_what_stands_above_an_endless_loop_stays_and_later_cells_get_less_time():
    """The limit counts what the process computes, so a busy machine stops nobody early."""
    loop = "helper = 1\nwhile True: pass"
    nb = grade(with_cells(loop, "print(helper)", loop, "print(helper)"), computing_seconds=2.0)
    assert scores(nb) == FULL
    stopped = [cell.outputs[0].evalue for cell in nb.cells[1:4:2]]
    assert stopped == [f"it was stopped after {s} s of computing: an endless loop?" for s in (2, 1)]
    assert [cell.outputs[0].text for cell in nb.cells[2:5:2]] == ["1\n", "1\n"]
    assert nb.metadata.autograd_lab.workers == 1


LONG = """
def above(X, w): return below(X @ w)
while True: pass
x = 1
def spoilt(y=x): pass
import math as below_too
def below(y): return y * below_too.cos(0)
class Below: pass
"""


@pytest.mark.parametrize("then", ["1", "import os\nos._exit(0)"], ids=["stays", "comes back in a new worker"])
def test_a_cell_that_computes_for_too_long_costs_no_function_that_it_defines(then: str):
    """As a training that an instructor's machine has no time for; in the student's own kernel it came to its end."""
    answers = {**students.RIGHT, "predict": "def predict(X, w, b):\n    return above(X, w) + b\n"}
    nb = grade(with_cells(LONG, then, "print(Below.__name__)", answers=answers), computing_seconds=0.5)
    assert scores(nb) == FULL
    assert nb.cells[1].outputs[0].evalue.startswith("it was stopped after 0.5 s of computing")
    assert nb.cells[3].outputs[0].text == "Below\n"


def test_definitions_below_an_endless_loop_are_no_way_to_loop_on():
    nb = grade(
        with_cells("while True: pass\n@lambda f: sum(0 for _ in iter(int, 1))\ndef f(): pass"), computing_seconds=0.5
    )
    assert scores(nb) == FULL
    assert nb.metadata.autograd_lab.workers == 1


SWALLOWED = {
    "caught": "while True:\n    try:\n        while True: sum(range(9999))\n    except BaseException: pass",
    "ignored": "import signal\nsignal.signal(signal.SIGPROF, signal.SIG_IGN)\nwhile True: pass",
    "handled": "import signal\nsignal.signal(signal.SIGPROF, lambda *_: None)\nwhile True: pass",
    "blocked": "import signal\nsignal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))\nwhile True: pass",
    "timer off": "import signal\nsignal.setitimer(signal.ITIMER_PROF, 0)\nwhile True: pass",
    "in a thread": "import threading\nthread = threading.Thread(target=lambda: sum(0 for _ in iter(int, 1)))\n"
    "thread.start()\nwhile True:\n    try: thread.join()\n    except BaseException: pass",
    "asleep": "import time\ntime.sleep(60)",
}


@pytest.mark.parametrize("how", SWALLOWED)
@pytest.mark.sampled(1)
def test_a_cell_that_takes_no_notice_of_being_stopped_is_killed_and_costs_itself_alone(how: str):
    cells = f"x = 1\n{SWALLOWED[how]}", "print('x' in vars())"
    nb = grade(with_cells(*cells), computing_seconds=0.2, cell_seconds=3.0, patience_seconds=4.0)
    assert scores(nb) == FULL
    said = nb.cells[1].outputs[0].evalue
    unheeded = "computed nothing: it slept" if how == "asleep" else "of computing: it did not heed its limit of 0.2 s"
    assert unheeded in said or said == "it was stopped after 3 s: an endless loop?"  # where the system does not count
    assert nb.cells[2].outputs[0].text == "False\n"
    assert nb.metadata.autograd_lab.workers == 2


def test_code_below_the_last_graded_cell_is_not_run_unless_asked_for():
    nb = students.notebook(students.RIGHT)
    nb.cells.append(new_code_cell("print('below')"))
    assert scores(grade(nb)) == FULL
    assert (nb.cells[-1].outputs, nb.cells[-1].execution_count) == ([], None)
    assert grade(nb, run_all=True).cells[-1].outputs[0].text == "below\n"


@pytest.mark.slow
def test_when_the_time_for_the_whole_notebook_is_used_up_the_rest_is_not_run():
    nb = grade(with_cells("while True: pass"), submission_seconds=0.5)
    assert set(scores(nb).values()) == {0.0}
    assert "used up" in message_on(nb, "predict")


def test_the_student_runs_in_another_process_than_the_judge(monkeypatch: pytest.MonkeyPatch):
    judges = []
    judge = Question.judge
    monkeypatch.setattr(Question, "judge", lambda *args: judges.append(os.getpid()) or judge(*args))
    nb = grade(with_cells("import os\nprint(os.getpid(), os.getppid())"), sandbox="none", trust_students=True)
    process, parent = map(int, nb.cells[1].outputs[0].text.split())
    assert set(judges) == {os.getpid()} == {parent}
    assert process != os.getpid()


REPO = str(REPO_FOLDER)
PATCHES = {
    "numpy": "np.allclose = np.array_equal = np.isclose = lambda *a, **k: True\nnp.max = lambda *a, **k: 0.0",
    "builtins": "import builtins\nbuiltins.sum = builtins.max = builtins.abs = lambda *a, **k: 0.0",
    "exam": "import autograd_lab.exams.question as q\nq.Question.judge = lambda *a: 1/0",
    "check": "from autograd_lab import check\ncheck.ps1 = lambda f: None",
    "display": "import sys\nsys.displayhook(7.0)\nsys.stdout.write('7.0')\n7.0",
    "judge": f"import sys\nsys.path.insert(0, {REPO!r})\nsys.modules.pop('autograd_lab', 0)\n"
    "import autograd_lab.exams.question as q\nq.Question.judge = q.Question.examine = None",
    "references": "from autograd_lab.exams.ps1.exam import mse_gradients as stolen",
    "plans": "import plans\nplans.run_plan = plans.interpreter.run_plan = lambda plan, *_: {'steps': [{}]}",
    "score": "import os\nfor fd in range(3, 12):\n    try: os.write(fd, b'7.0')\n    except OSError: pass",
}


@pytest.mark.parametrize("patch", PATCHES.values(), ids=PATCHES)
def test_no_patch_in_the_students_process_gains_a_point(patch: str):
    answers = students.NO_MEAN | {"mse_gradients": students.NO_MEAN["mse_gradients"] + patch + "\n"}
    assert scores(grade(students.notebook(answers)))["mse_gradients"] == 0.0


def test_an_always_equal_array_gains_nothing():
    liar = "class Liar(np.ndarray):\n    def __eq__(self, o): return True\n    __le__ = __lt__ = __gt__ = __eq__\n"
    answers = students.gradients("return (2 * X.T @ r).view(Liar), 2 * r.sum()")
    answers["mse_gradients"] = liar + answers["mse_gradients"]
    assert scores(grade(students.notebook(answers)))["mse_gradients"] == 0.0


CHANNEL = """
import sys, threading, time
frame = sys._getframe()
while "answers" not in frame.f_locals:
    frame = frame.f_back
pipe, send, number = frame.f_locals["answers"], frame.f_locals["plans"].send, frame.f_locals["request"]["id"]
value = {"kind": "number", "type": "float", "dtype": "float", "shape": [], "array": np.array(0.5)}
step = {"status": "ok", "value": value, "error": None, "changed": [], "shares": [], "calls": {}}
def answer(*numbers):
    for number in numbers:
        send(pipe, {"id": number, "error": None, "outcome": {"steps": [step]}})
"""
OUT_OF_TURN = {
    "late": "threading.Timer(1.5, answer, range(number, number + 9)).start(); time.sleep(60)",
    "ahead": "answer(number, number + 1, number + 2)",
    "one too many": "answer(number)",
}


@pytest.mark.parametrize("how", OUT_OF_TURN.values(), ids=OUT_OF_TURN)
def test_an_answer_out_of_turn_is_taken_for_no_other(how: str):
    mse = "def mse(y_hat, y):\n    exec(CHANNEL, globals())\n    exec(HOW, globals())\n"
    nb = with_cells(f"CHANNEL, HOW = {CHANNEL!r}, {how!r}", answers={**students.RIGHT, "mse": mse})
    nb.cells.sort(key=lambda cell: cell.source.startswith("check."))  # with no cell between the questions
    assert scores(grade(nb, question_seconds=1.0)) == FULL | {"mse": 0.0}


def test_a_forged_record_is_no_answer_and_stops_nothing():
    forged = "import plans\nplans.run_plan = lambda p, *_: {'steps': [{'status': 'ok', 'value': {'kind': 'array'}}]}\n"
    nb = grade(with_cells(forged))
    assert set(scores(nb).values()) == {0.0}
    assert nb.metadata.autograd_lab["questions"][0]["incident"].startswith("the answer could not be judged")


def test_warnings_and_prints_cost_nothing():
    noisy = "import sys, warnings\nwarnings.warn('w')\nprint('x' * 10**6)\nprint('debug', file=sys.stderr)\n"
    answers = {
        name: source.replace("\n    ", "\n    warnings.warn('w'); print('p', file=sys.stderr)\n    ", 1)
        for name, source in students.RIGHT.items()
    }
    nb = grade(with_cells(noisy, answers=answers))
    assert scores(nb) == FULL
    assert len(nb.cells[1].outputs[0].text) < 30_000


def test_a_text_that_utf8_cannot_hold_leaves_the_notebook_gradable(tmp_path: Path):
    wrong = {**students.RIGHT, "mse": "def mse(y_hat, y):\n    raise ValueError('\\udc80')\n"}
    sources = "print('\\udc80')", "raise ValueError('\\udc80')", "import sys\nprint('\\udc80', file=sys.stderr)"
    nb = grade(with_cells(*sources, answers=wrong))
    nbformat.write(nb, tmp_path / "graded.ipynb")
    assert scores(nb) == FULL | {"mse": 0.0}
    assert nb.cells[1].outputs[0].text == "?\n"


def test_an_exception_that_cannot_be_printed_is_told_as_what_it_is():
    broken = "class E(Exception):\n    def __str__(self): raise E\ndef mse(y_hat, y):\n    raise E\n"
    nb = grade(students.notebook({**students.RIGHT, "mse": broken}))
    assert scores(nb) == FULL | {"mse": 0.0}
    assert "(this exception cannot be printed)" in message_on(nb, "mse")
    assert nb.metadata.autograd_lab["workers"] == 1


def test_a_progress_bar_costs_nothing():
    mse = "def mse(y_hat, y):\n    s = 0.0\n    for i in tqdm(range(len(y))):\n        s += (y_hat[i] - y[i]) ** 2\n"
    answers = {**students.RIGHT, "mse": f"{mse}    return s / len(y)\n"}
    assert scores(grade(with_cells("from tqdm import tqdm", answers=answers))) == FULL


def test_plots_magics_and_displays_cost_nothing():
    plots = (
        "%matplotlib inline\n!ls\nimport matplotlib.pyplot as plt\nfig, ax = plt.subplots()\nax.plot([1])\nplt.show()"
    )
    answers = {**students.RIGHT, "mse": "%%time\n" + students.RIGHT["mse"]}
    assert (
        scores(grade(with_cells(plots, "from IPython.display import HTML\ndisplay(HTML('x'))", answers=answers)))
        == FULL
    )


def test_helper_code_in_the_students_own_cells_is_carried_along():
    answers = {**students.RIGHT, "predict": "def predict(X, w, b):\n    return helper(X, w) + b\n"}
    nb = grade(with_cells("def helper(X, w):\n    return X @ w", answers=answers))
    assert scores(nb) == FULL


def test_a_question_sees_the_function_as_the_cells_above_it_have_left_it():
    nb = students.notebook(students.RIGHT)
    nb.cells.append(new_code_cell("predict = mse = None"))
    assert scores(grade(nb)) == FULL


def test_cells_graded_by_hand_stay_with_the_grader():
    nb = students.notebook(students.RIGHT)
    by_hand = students.answer("reason", "# because")
    by_hand.metadata.nbgrader.update(grade=True, points=4)
    nb.cells.append(by_hand)
    assert determine_grade(grade(nb).cells[-1]) == (None, 4.0)


def test_the_cell_decides_what_the_exams_share_is_worth():
    nb = students.notebook(students.NO_SUM)
    verdict_cell(nb, "mse_gradients").metadata.nbgrader.points = 14
    assert scores(grade(nb))["mse_gradients"] == 8.0


def test_a_run_can_be_repeated_and_is_fresh_otherwise():
    first, second = (grade(students.notebook(students.NO_MEAN)) for _ in range(2))
    seed = first.metadata.autograd_lab["seed"]
    assert seed != second.metadata.autograd_lab["seed"]
    again = grade(students.notebook(students.NO_MEAN), seed=seed)
    assert message_on(again, "mse_gradients") == message_on(first, "mse_gradients")
    assert again.metadata.autograd_lab == first.metadata.autograd_lab


def test_a_graded_cell_without_a_question_is_reported_to_the_instructor():
    nb = students.notebook(students.RIGHT)
    verdict_cell(nb, "mse").source = "assert mse(1, 1) == 0"
    with pytest.raises(NoQuestionError, match="asks no exam: its one line should be"):
        grade(nb)


def test_an_exam_that_is_not_there_is_reported_to_the_instructor():
    nb = students.notebook(students.RIGHT)
    verdict_cell(nb, "mse").source = "check.ps1(median).require()"
    with pytest.raises(NoQuestionError, match=r"'median'.*older than the assignment"):
        grade(nb)


def test_an_exam_says_what_its_answers_may_import(monkeypatch: pytest.MonkeyPatch):
    mse = "def mse(y_hat, y):\n    from packaging.version import Version\n    assert Version('1.10') > Version('1.9')\n"
    mse += "    return np.mean((y_hat - y) ** 2)\n"
    nb = students.notebook({**students.RIGHT, "mse": mse})
    assert scores(grade(nb)) == FULL | {"mse": 0.0}
    exam = registry.exam_of("ps1")
    monkeypatch.setattr(registry, "exam_of", lambda name, edition=None: replace(exam, packages=("numpy", "packaging")))
    assert scores(grade(nb)) == FULL


SCRIPT = "raise ValueError('<script>alert(1)</script>')"


@pytest.mark.parametrize("source", [f"def mse(y_hat, y):\n    {SCRIPT}\n", f"{SCRIPT}\n"], ids=["function", "cell"])
def test_what_the_student_wrote_is_escaped_in_the_message(source: str):
    answers = {**students.RIGHT, "mse": source}
    nb = grade(students.notebook(answers))
    data = verdict_cell(nb, "mse").outputs[0].data
    assert "<script>" in data["text/plain"]
    assert "<script>" not in data["text/html"]


@pytest.mark.parametrize("points", [float("nan"), -1.0, 99.0])
def test_a_score_that_nbgrader_would_misread_never_leaves(points: float, monkeypatch: pytest.MonkeyPatch):
    """nbgrader turns nan and −1 into full points, and fails on more than there are."""
    examine = Question.examine

    def spoilt(self: Question, *args: object, **kwargs: object) -> object:
        result = examine(self, *args, **kwargs)
        return replace(result, parts=(replace(result.parts[0], points=points),))

    monkeypatch.setattr(Question, "examine", spoilt)
    score = scores(grade(students.notebook(students.BLANK)))["predict"]
    assert score == (2.0 if points == 99.0 else 0.0)
