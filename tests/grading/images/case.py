"""What a case of the bank on ps8 is: its answers, what each question deserves, and the notebook that is handed in."""

from collections.abc import Mapping
from dataclasses import dataclass

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook

#: the points of each question, in the order of the set
MOST = {
    "vjp_of_broadcast_add": 4,
    "vjp_of_broadcast_multiply": 4,
    "conv1d_backward": 6,
    "conv2d_backward": 8,
    "max_pool_backward": 5,
    "smooth_l1_gradient": 4,
    "detection_loss_gradient": 7,
    "roi_pool_backward": 6,
}
ADD, MULTIPLY, CONV1D, CONV2D, POOL, SMOOTH, LOSS, ROI = MOST

ARGUMENTS = {
    ADD: "x_shape, y_shape, g",
    MULTIPLY: "x, y, g",
    CONV1D: "x, w, stride, padding, g",
    CONV2D: "x, w, stride, padding, g",
    POOL: "x, k, stride, g",
    SMOOTH: "pred, target, beta",
    LOSS: "logits, boxes, labels, targets, beta",
    ROI: "x, rois, size, g",
}
#: bodies of right answers, each without a call of another answer, and without np.pad, np.einsum or np.add
BODIES = {
    ADD: """
def back(shape):
    filled = (1,) * (g.ndim - len(shape)) + shape
    axes = tuple(i for i, n in enumerate(filled) if n != g.shape[i])
    return g.sum(axis=axes, keepdims=True).reshape(shape)
return back(x_shape), back(y_shape)""",
    MULTIPLY: """
def back(t, shape):
    filled = (1,) * (t.ndim - len(shape)) + shape
    axes = tuple(i for i, n in enumerate(filled) if n != t.shape[i])
    return t.sum(axis=axes, keepdims=True).reshape(shape)
return back(g * y, x.shape), back(g * x, y.shape)""",
    CONV1D: """
(N, C, L), k, p = x.shape, w.shape[2], padding
xp = np.zeros((N, C, L + 2 * p))
xp[:, :, p : p + L] = x
dxp, dw = np.zeros(xp.shape), np.zeros(w.shape)
for m in range(g.shape[2]):
    here = slice(m * stride, m * stride + k)
    dw += np.tensordot(g[:, :, m], xp[:, :, here], axes=(0, 0))
    dxp[:, :, here] += np.tensordot(g[:, :, m], w, axes=(1, 0))
return dxp[:, :, p : p + L], dw, g.sum(axis=(0, 2))""",
    CONV2D: """
(N, C, H, W), k, p = x.shape, w.shape[2], padding
xp = np.zeros((N, C, H + 2 * p, W + 2 * p))
xp[:, :, p : p + H, p : p + W] = x
dxp, dw = np.zeros(xp.shape), np.zeros(w.shape)
for i, j in np.ndindex(g.shape[2:]):
    here = np.s_[:, :, i * stride : i * stride + k, j * stride : j * stride + k]
    dw += np.tensordot(g[:, :, i, j], xp[here], axes=(0, 0))
    dxp[here] += np.tensordot(g[:, :, i, j], w, axes=(1, 0))
return dxp[:, :, p : p + H, p : p + W], dw, g.sum(axis=(0, 2, 3))""",
    POOL: """
dx = np.zeros(x.shape)
for n, c, i, j in np.ndindex(g.shape):
    window = x[n, c, i * stride : i * stride + k, j * stride : j * stride + k]
    a, b = divmod(int(window.argmax()), k)
    dx[n, c, i * stride + a, j * stride + b] += g[n, c, i, j]
return dx""",
    SMOOTH: "return np.clip((pred - target) / beta, -1.0, 1.0)",
    LOSS: """
p = np.exp(logits - logits.max(axis=1, keepdims=True))
p = p / p.sum(axis=1, keepdims=True)
p[np.arange(len(labels)), labels] -= 1.0
rows = (labels > 0)[:, None]
return p / len(labels), rows * np.clip((boxes - targets) / beta, -1.0, 1.0) / max(1, rows.sum())""",
    ROI: """
dx = np.zeros(x.shape)
for r, (y0, x0, y1, x1) in enumerate(rois.tolist()):
    h, w = y1 - y0, x1 - x0
    for c, i, j in np.ndindex(g.shape[1:]):
        top, left = y0 + i * h // size, x0 + j * w // size
        cell = x[c, top : y0 - (-(i + 1) * h // size), left : x0 - (-(j + 1) * w // size)]
        a, b = divmod(int(cell.argmax()), cell.shape[1])
        dx[c, top + a, left + b] += g[r, c, i, j]
return dx""",
}


def lines(source: str) -> str:
    """The source, one level further in."""
    return "".join(f"    {line}\n" for line in source.strip("\n").splitlines())


def written(name: str, body: str, above: str = "") -> str:
    """The function of that name with this body, and what stands above it."""
    return f"{above}\ndef {name}({ARGUMENTS[name]}):\n{lines(body)}".lstrip()


RIGHT = {name: written(name, body) for name, body in BODIES.items()}


@dataclass(frozen=True)
class Case:
    """One student: what stands in place of right answers, a cell above all, and what is lost by it.

    `deserves` holds the questions that do not deserve all of their points; `why` says it in a sentence. `garbled`: the
    process sends what is no outcome of a plan, so that the grader has to say that it cannot be judged.
    """

    name: str
    kind: str
    answers: Mapping[str, str]
    deserves: Mapping[str, int]
    why: str
    above: str = ""
    garbled: bool = False

    @property
    def points(self) -> dict[str, float]:
        """What each question deserves."""
        return {name: float(self.deserves.get(name, most)) for name, most in MOST.items()}


CASES: dict[str, Case] = {}


@dataclass(frozen=True)
class Bank:
    """One kind of cases, and short ways to enter them."""

    kind: str

    def enter(
        self,
        name: str,
        answers: Mapping[str, str],
        deserves: Mapping[str, int],
        why: str,
        above: str = "",
        garbled: bool = False,
    ) -> None:
        """A case with these answers."""
        assert name not in CASES, name
        CASES[name] = Case(name, self.kind, answers, deserves, why, above, garbled)

    def body(self, name: str, question: str, body: str, points: int, why: str, above: str = "") -> None:
        """A case of one function with this body."""
        self.enter(name, {question: written(question, body, above)}, {question: points}, why)

    def after(self, name: str, question: str, result: str, points: int, why: str, above: str = "") -> None:
        """A case of one function that has the right answer in `out`, and returns this expression."""
        right = RIGHT[question].replace(f"def {question}(", "def computed(")
        body = f"out = computed({ARGUMENTS[question]})\nreturn {result}"
        self.body(name, question, body, points, why, f"{right}\n{above}\n")

    def first(self, name: str, question: str, statements: str, points: int, why: str, above: str = "") -> None:
        """A case of one function that does this, and then goes on to the right answer."""
        self.body(name, question, f"{statements}\n{BODIES[question]}", points, why, above)


def notebook(answers: Mapping[str, str], above: str = "") -> NotebookNode:
    """A small ps8 with these answers, and above all of them a cell of the student's."""
    cells = [new_code_cell("import numpy as np\nfrom autograd_lab import check")]
    cells += [new_code_cell(above)] if above else []
    for name, most in MOST.items():
        about = {"schema_version": 3, "cell_type": "code", "task": False}
        asked = {**about, "grade": True, "solution": False, "locked": True, "points": most, "grade_id": f"check_{name}"}
        answer = {**about, "grade": False, "solution": True, "locked": False, "grade_id": name}
        cells += [
            new_code_cell(answers[name], metadata={"nbgrader": answer}),
            new_code_cell(f"check.ps8({name}).require()", metadata={"nbgrader": asked}),
        ]
    for number, cell in enumerate(cells):
        cell.id = f"cell-{number}-{len(above) > 0}"
    return new_notebook(cells=cells)


def released() -> str:
    """The small ps8 as students get it."""
    stub = 'raise NotImplementedError("write your code here")'
    return str(nbformat.writes(notebook({name: written(name, stub) for name in MOST})))


def handed_in(case: Case) -> bytes:
    """What the student handed in."""
    return str(nbformat.writes(notebook({**RIGHT, **case.answers}, case.above))).encode()
