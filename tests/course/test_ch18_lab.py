"""Chapter 18's lab: its own functions against other ways to compute the same, and what its two exercises are told."""

from collections.abc import Mapping

import numpy as np
import pytest

from autograd_lab import Rule, Tensor, data
from autograd_lab.answers import lab18
from autograd_lab.authoring import experiments
from autograd_lab.authoring.source import read
from tests.answers.told import text

CELLS = ("setup", "windows", "targets", "loss", "network", "nms", "measure", "spans", "roi-solution")
SLUGS = [f"ch18-lab-{name}" for name in CELLS]
RULE = lab18.EXERCISES["18.5"]


def lab(changes: Mapping[str, str] = {}):
    """What the lab's cells define; `changes` plants bugs, old text -> new."""
    [file] = experiments.LESSONS.glob("18_*.py")
    cells = {cell.slug: cell.source for cell in read(file).cells if cell.slug in SLUGS}
    code = "\n\n".join(cells[slug] for slug in SLUGS)
    for old, new in changes.items():
        assert code.count(old) == 1, old
        code = code.replace(old, new)
    names = {"__name__": "lab"}
    exec(code, names)
    return names


LAB = lab()


# --- boxes ------------------------------------------------------------------------------------------------


def overlaps_are_those_of_pixels(names):
    """Whether IoU is what counting pixels says."""
    rng = np.random.default_rng(0)
    corners = rng.integers(0, 12, (2, 6, 2))
    a, b = (np.concatenate([c, c + rng.integers(1, 9, (6, 2))], axis=1) for c in corners)

    def mask(box):
        field = np.zeros((24, 24), bool)
        field[box[1] : box[3], box[0] : box[2]] = True
        return field

    counted = [[(mask(p) & mask(q)).sum() / (mask(p) | mask(q)).sum() for q in b] for p in a]
    return np.allclose(names["iou"](a, b), counted)


def crops_hold_what_the_window_shows(names):
    """Whether an entry of a crop is the pixel under it, with a rim of a quarter, and 0 beside the picture."""
    image = np.arange(1.0, 1025).reshape(1, 1, 32, 32)
    found = names["crops"](image)
    assert found.shape == (1, 113, 1, 12, 12)
    for k in (0, 30, 63, 64, 90, 112):
        left, top, right, _ = names["WINDOWS"][k]
        side = right - left
        for i, j in ((0, 0), (3, 8), (11, 11), (11, 2)):
            y, x = (int(np.floor(at - side / 4 + (n + 0.5) / 12 * 1.5 * side)) for at, n in ((top, i), (left, j)))
            inside = 0 <= y < 32 and 0 <= x < 32
            if found[0, k, 0, i, j] != (image[0, 0, y, x] if inside else 0):
                return False
    return True


def targets_move_a_positive_onto_its_shape(names):
    """Whether a positive, moved as it should be, is the shape, and whether exactly windows from 0.5 on are positive."""
    _, boxes, classes = data.shapes(30, seed=3)
    labels, moves = names["targets"](boxes, classes)
    for here, kinds, label, move in zip(boxes, classes, labels, moves, strict=True):
        for k, window in enumerate(names["WINDOWS"]):
            fits = [names["iou"](window[None], box[None])[0, 0] for box in here[kinds >= 0]]
            best = int(np.argmax(fits))
            if label[k] != (kinds[best] + 1 if fits[best] >= 0.5 else 0):
                return False
            if label[k] and not np.allclose(window + move[k] * (window[2] - window[0]) / 12, here[best]):
                return False
    return True


def loss_is_the_formula(names):
    """Whether the detection loss is eq. detection-loss, its slope clipped, and background is asked for no box."""
    rng = np.random.default_rng(1)
    said, labels, moves = rng.normal(size=(7, 8)) * 2, np.array([0, 2, 0, 3, 1, 0, 0]), rng.normal(size=(7, 4))
    tensor = Tensor(said, requires_grad=True)
    loss = names["detection_loss"](tensor, labels, moves)
    loss.backward()
    odds = np.exp(said[:, :4])
    cross = -np.log(odds[np.arange(7), labels] / odds.sum(axis=1)).mean()
    far = np.abs(said[:, 4:] - moves)[labels > 0]
    boxes = np.where(far < 1, far**2 / 2, far - 1 / 2).sum() / 3
    slopes = np.clip(said[:, 4:] - moves, -1, 1) * (labels > 0)[:, None] / 3
    return np.isclose(loss.item(), cross + boxes) and np.allclose(tensor.grad[:, 4:], slopes)


# --- what is found ----------------------------------------------------------------------------------------


def kept_boxes_are_the_best_and_apart(names):
    """Whether no two boxes that are kept overlap, and each that is dropped overlaps with a better one that is kept."""
    rng = np.random.default_rng(2)
    at = rng.uniform(0, 20, (40, 2))
    boxes, scores = np.concatenate([at, at + rng.uniform(5, 9, (40, 2))], axis=1), rng.permutation(40) / 40
    kept, overlap = names["nms"](boxes, scores), names["iou"](boxes, boxes)
    assert 1 < len(kept) < 40
    apart = all(overlap[i, j] <= 0.3 for i in kept for j in kept if i != j)
    better = all(any(overlap[i, j] > 0.3 and scores[j] > scores[i] for j in kept) for i in range(40) if i not in kept)
    return apart and better


BOX = np.array([0.0, 0, 10, 10])
AWAY, OFF = BOX + 20, BOX + np.array([3.0, 0, 3, 0])  # of OFF and BOX the IoU is 70 / 130
#: what is found in two pictures, a square in each, and a second in the first -> AP at IoU 0.5, and at 0.7
FOUND = {
    "all, and no more": ([[(0, 0.9, BOX), (0, 0.8, AWAY)], [(0, 0.7, BOX)]], 1, 1),
    "none": ([[], []], 0, 0),
    "one of three": ([[(0, 0.9, BOX)], []], 1 / 3, 1 / 3),
    "a mistake first": ([[(0, 0.95, BOX + 8), (0, 0.9, BOX), (0, 0.8, AWAY)], [(0, 0.7, BOX)]], 3 / 4, 3 / 4),
    "a mistake last": ([[(0, 0.1, BOX + 8), (0, 0.9, BOX), (0, 0.8, AWAY)], [(0, 0.7, BOX)]], 1, 1),
    "one twice": ([[(0, 0.9, BOX), (0, 0.8, BOX), (0, 0.7, AWAY)], []], (1 + 2 / 3) / 3, (1 + 2 / 3) / 3),
    "not well enough for 0.7": ([[(0, 0.9, OFF)], [(0, 0.8, BOX)]], 2 / 3, 1 / 6),
    "another kind": ([[(1, 0.9, BOX), (0, 0.8, AWAY)], []], 1 / 3, 1 / 3),
}


def precision_is_what_paper_says(names):
    """Whether AP is what one finds by hand on small cases."""
    boxes, classes = np.array([[BOX, AWAY], [BOX, 0 * BOX]]), np.array([[0, 0], [0, -1]])
    return all(
        np.allclose([names["average_precision"](found, boxes, classes, 0, iou) for iou in (0.5, 0.7)], wanted)
        for found, *wanted in FOUND.values()
    )


def pooling_is_adaptive_max_pooling(names):
    """Whether RoI pooling and its gradient are PyTorch's adaptive max pooling of each window."""
    torch = pytest.importorskip("torch")
    rng = np.random.default_rng(4)
    x, rois = rng.normal(size=(2, 9, 11)), np.array([[0, 0, 9, 11], [2, 1, 7, 4], [3, 5, 5, 11], [2, 2, 3, 3]])
    for size in (1, 2, 3, 4):
        g = rng.normal(size=(4, 2, size, size))
        ours, theirs = Tensor(x, requires_grad=True), torch.tensor(x, requires_grad=True)
        out = names["RoiPool"](size)(ours, rois)
        (out * g).sum().backward()
        pool = torch.nn.AdaptiveMaxPool2d(size)
        wanted = torch.stack([pool(theirs[:, y0:y1, x0:x1]) for y0, x0, y1, x1 in rois.tolist()])
        (wanted * torch.tensor(g)).sum().backward()
        if not (np.allclose(out.data, wanted.detach()) and np.allclose(ours.grad, theirs.grad)):
            return False
    return True


#: a check -> bugs that it must notice, old text and new
PLANTED = {
    overlaps_are_those_of_pixels: [
        {"area(b) - common": "area(b)"},
        {"corner = np.maximum(": "corner = np.minimum("},
        {".clip(0).prod(axis=2)": ".prod(axis=2)"},
    ],
    crops_hold_what_the_window_shows: [
        {"MARGIN = 12, 1 / 4": "MARGIN = 12, 1 / 8"},
        {"rows[:, :, None], columns[:, None, :]": "columns[:, :, None], rows[:, None, :]"},
        {"(1 + 2 * margin) - margin": "(1 + 2 * margin)"},
    ],
    targets_move_a_positive_onto_its_shape: [
        {">= 0.5\n        labels": ">= 0.7\n        labels"},
        {"/ SIDES * CROP)": "* CROP)"},
        {"kinds[nearest] + 1, 0": "kinds[0] + 1, 0"},
    ],
    loss_is_the_formula: [
        {"(off * positive).sum()": "off.sum()"},
        {"functional.maximum(positive.sum(), 1)": "len(labels)"},
        {'"none", beta).sum(axis=1)': '"none", beta).mean(axis=1)'},
    ],
    kept_boxes_are_the_best_and_apart: [
        {"np.argsort(-scores)": "np.argsort(scores)"},
        {"<= most for": ">= most for"},
        {"most=0.3": "most=0.6"},
    ],
    precision_is_what_paper_says: [
        {" and missing[image][best]": ""},
        {"(-score, image": "(score, image"},
        {"/ sum(map(len, shapes))": "/ max(1, hits.sum())"},
        {"if said == kind": "if said >= 0"},
    ],
    pooling_is_adaptive_max_pooling: [
        {"np.add.at(dx, (channel, self.row, self.column), g)": "dx[channel, self.row, self.column] += g"},
        {"top + best // (right - left)": "best // (right - left)"},
        {"start - (-(i + 1) * length // size)": "start + (i + 1) * length // size"},
    ],
}


def marks(check):
    """PyTorch's import takes seconds."""
    return [pytest.mark.slow] if check is pooling_is_adaptive_max_pooling else []


@pytest.mark.slow
@pytest.mark.parametrize("check", [pytest.param(check, id=check.__name__, marks=marks(check)) for check in PLANTED])
def test_a_function_of_the_lab_is_right(check):
    assert check(LAB)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("check", "bug"),
    [
        pytest.param(check, bug, id=f"{check.__name__}-{k}", marks=marks(check))
        for check, bugs in PLANTED.items()
        for k, bug in enumerate(bugs)
    ],
)
def test_a_planted_bug_is_noticed(check, bug):
    try:
        found = check(lab(bug))
    except (ValueError, IndexError):  # it cannot even run
        found = False
    assert not found


@pytest.mark.slow
def test_a_network_that_has_hardly_learnt_runs_through_and_is_judged():
    net = LAB["learn_to_find"](0, steps=2)
    found = LAB["judged"](net, 0, images=20)
    assert len(found) == 4
    assert all(0 <= ap <= 1 for ap in found)


@pytest.mark.slow
def test_one_start_of_the_record_is_found_again():
    recorded = data.experiment_record("ch18_detection")["starts"]["crops"]
    assert np.allclose(LAB["judged"](LAB["learn_to_find"](1), 1), recorded[1], atol=0.02)


# --- the exercises ----------------------------------------------------------------------------------------


def rule_of(function):
    """A class of rules that does what a function (x, rois, size, g) -> (result, ∂L/∂x) does."""

    class AsRule(Rule):
        def __init__(self, size):
            self.size = size

        def forward(self, x, rois):
            self.given = x, rois, self.size
            shape = len(rois), len(x), self.size, self.size
            return function(*self.given, np.zeros(shape))[0]

        def backward(self, g):
            return function(*self.given, g)[1], None

    return AsRule


def test_the_lab_s_own_rule_is_right():
    assert RULE.judge(LAB["RoiPool"])
    assert RULE.judge(rule_of(lab18.roi_pool))


@pytest.mark.parametrize(("slip", "why"), RULE.arrays.slips, ids=range(len(RULE.arrays.slips)))
def test_each_slip_of_a_rule_is_told_apart(slip, why):
    verdict = RULE.judge(rule_of(slip))
    assert not verdict
    assert verdict.lines[-1] == why


class NotYet(Rule):
    def __init__(self, size):
        self.size = size

    def forward(self, x, rois):
        raise NotImplementedError


class ForwardAlone(Rule):
    def __init__(self, size):
        self.size = size

    def forward(self, x, rois):
        return lab18.roi_pool(x, rois, self.size, np.zeros((len(rois), len(x), self.size, self.size)))[0]


class NoSize(Rule):
    def forward(self, x, rois):
        return x


class Scribbles(LAB["RoiPool"]):
    def forward(self, x, rois):
        x *= 2
        return super().forward(x, rois)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (None, "no answer yet"),
        (..., "no answer yet"),
        (NotYet, "no answer yet"),
        (ForwardAlone, "no answer yet"),
        (3, "hand over the function itself"),
        (LAB["RoiPool"](2), "hand over the class itself"),
        (dict, "dict is no Rule: write `class dict(Rule):`"),
        (NoSize, "it stopped"),
        (Scribbles, "writes into an array it was given"),
        (rule_of(lambda x, rois, size, g: (x, x)), "the result: shape (2, 7, 8), wanted (1, 2, 3, 3)"),
    ],
)
def test_every_other_answer_is_answered(answer, said):
    verdict = RULE.judge(answer)
    assert not verdict
    assert said in text(verdict)
