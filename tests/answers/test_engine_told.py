"""What chapter 06's exercises say to engines that are wrong: each slip by its name, and a printed answer as one."""

import math
import re

import pytest

from autograd_lab.answers import EXERCISES, tell
from autograd_lab.answers.assembled import TRIALS
from autograd_lab.answers.exercises import NOT_YET
from tests.course.lessons import LESSONS

[CHAPTER] = [lesson for lesson in LESSONS if lesson.chapter == 6]
[ENGINE] = [cell for cell in CHAPTER.cells if cell.slug == "ch06-engine"]
[CODE] = re.findall(r"```python\n(.*?)```", ENGINE.source, re.DOTALL)


def engine(old="", new=""):
    """The engine of the chapter, with one of its lines changed."""
    assert old in CODE
    names = {"math": math}
    exec(CODE.replace(old, new) if old else CODE, names)
    return names["MyValue"]


@pytest.mark.slow
def test_the_engine_of_the_chapter_is_right():
    assert tell("6.6", engine())


CLEARING = "            if node.parents:\n                node.grad = 0.0\n"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("parent.grad += node", "parent.grad = node", "`+=` when handing on"),
        (CLEARING, CLEARING.replace("node.parents", "True"), "The leaf was cleared too"),
        (CLEARING, "            pass\n", "still hold the first sweep"),
        (CLEARING, CLEARING.replace("node.parents", "node.parents and node is not self"), "Clear the end as well"),
        ("self.grad += 1.0", "self.grad = 1.0", "the seed by `+= 1`"),
        ("self.grad += 1.0", "pass", "Nothing arrives at w."),
        ("reversed(line)", "line", "Nothing arrives at w."),
        ("result**2", "self.data**2", "1 − tanh², not 1 − a²"),
        ("result**2", "result", "the result is squared"),
        ("slopes = (other.data, self.data)", "slopes = (self.data, other.data)", "The product swaps"),
        ("    __radd__, __rmul__ = __add__, __mul__\n", "", "`__radd__`"),
        ("__radd__, __rmul__ = __add__, __mul__", "__radd__ = __add__", "`__rmul__`"),
        ("return MyValue(self.data * other", "MyValue(self.data * other", "is there a `return`"),
        ("* slope", "+ slope", "the two are multiplied"),
        ("node.grad * slope", "node.grad", "multiplied by the slope"),
        ("def tanh", "def other", "There is no `tanh` yet."),
        ("def backward", "def other", "There is no `backward` yet."),
        (
            'stack.append((node, "leave"))\n',
            "line.insert(0, node)\n",
            "Note it in the list when you leave it",
        ),
    ],
)
def test_a_broken_engine_is_told_what_is_broken(old, new, said):
    verdict = tell("6.6", engine(old, new))
    assert not verdict
    assert said in " ".join(verdict.lines)


def test_each_trial_says_at_which_number_it_was_made():
    assert not [trial.called for trial in TRIALS if not re.search(r"\b(w = 3|w = 0\.5|at 3|at 0\.5)\b", trial.called)]
    verdict = tell("6.6", engine("self.data + other.data", "self.data + 2 * other.data"))
    assert verdict.lines[0] == "w + w with w = 3 gives 9; it should be 6."


@pytest.mark.slow
def test_an_engine_that_calls_itself_is_told_of_the_depth():
    walk = """    def order(self):
        visited, line = set(), []

        def visit(node):
            if node not in visited:
                visited.add(node)
                for parent in node.parents:
                    visit(parent)
                line.append(node)

        visit(self)
        return line

    def backward"""
    start, end = CODE.index("    def order"), CODE.index("    def backward")
    verdict = tell("6.6", engine(CODE[start : end + len("    def backward")], walk))
    assert "a list of your own" in verdict.lines[0]


def test_no_slip_of_a_trial_is_its_right_answer():
    assert not [t.called for t in TRIALS for wrong, _ in t.slips if math.isclose(wrong, t.right)]


def test_what_is_no_class_is_told_so():
    assert "the class itself" in repr(tell("6.6", 3))
    assert repr(tell("6.6", None)) == NOT_YET


def test_a_wrong_piece_is_run_once_on_each_trial():
    ran = []

    def hand_on(node):
        ran.append(node)
        adds_all(node)

    tell("6.1", hand_on)
    graphs = EXERCISES["6.1"].inputs
    assert len(ran) == sum(text.count("=") + 1 for (text,) in graphs)  # the numbers of each: its lines, and the leaf


def prints_its_order(root):
    print(EXERCISES["6.2"].reference(root))


def clears_nothing_and_adds_the_seed(root):
    root.grad += 1.0
    for node in reversed(EXERCISES["6.2"].reference(root)):
        for parent, slope in zip(node.parents, node.slopes, strict=True):
            parent.grad += node.grad * slope


def adds_all(node):
    for parent in node.parents:
        parent.grad += 100


@pytest.mark.parametrize(
    ("key", "answer", "said"),
    [
        ("6.1", adds_all, "Take b = a + a by hand"),
        ("6.2", prints_its_order, "End with `return`, not `print`."),
        ("6.2", lambda root: [root, root], "which line of `visit` runs last"),
        ("6.5", clears_nothing_and_adds_the_seed, "with `+=` the seed grows to 2"),
    ],
)
def test_a_slip_of_one_piece_is_told(key, answer, said):
    verdict = tell(key, answer)
    assert not verdict
    assert said in " ".join(verdict.lines)
