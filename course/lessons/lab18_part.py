# %% [markdown] slug="ch18-lab"
# ## The lab: R-CNN in one sitting
#
# In these pictures one or two shapes stand anywhere, and we want a box around each. How can a network with a fixed number
# of outputs answer, when nobody knows how many answers there are?
#
# R-CNN's way: cut many windows out of the picture, and ask the same of each. Which kind is it, if anything, and how
# does its box differ from the window? (The lab is not graded.)

# %% slug="ch18-lab-setup" jupyter={"source_hidden": true}
import numpy as np

from autograd_lab import Rule, Tensor, data, functional, nn, optim, record
from autograd_lab.answers import tell
from autograd_lab.viz import figures

# %%
pictures, boxes, classes = data.shapes(200, seed=0)
figures.boxes(
    pictures[:3, 0],
    {"shape": boxes[:3]},
    title="Squares, discs, triangles",
    say="Each shape fills its box. The boxes are squares of 8 to 14 pixels.",
    captions=["a square and a disc", "a disc and a triangle", "a square"],
)

# %% [markdown] slug="ch18-lab-overlap"
# ## Windows, and when one counts
#
# Our **{{term:proposal|proposals}}** are 113 windows, the same in every picture: a grid of squares of 10 pixels, and one
# of 14. How well two boxes fit is said by their **{{term:intersection-over-union}}**, IoU: the area that they share,
# divided by the area that they cover together.
#
# Slide a window of 10 × 10 pixels off a shape of the same size, by 1, 3 or 5 pixels to the right, and as many down. What
# is the IoU each time?

# %% slug="ch18-lab-windows"
WINDOWS = np.array(
    [
        (left, top, left + side, top + side)
        for side in (10, 14)
        for top in range(0, 33 - side, 3)
        for left in range(0, 33 - side, 3)
    ]
)  # (113, 4)


def area(boxes):
    return (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])


def iou(a, b):
    """(n, 4), (m, 4) -> (n, m)"""
    corner = np.maximum(a[:, None, :2], b[:, :2])
    opposite = np.minimum(a[:, None, 2:], b[:, 2:])
    common = (opposite - corner).clip(0).prod(axis=2)
    return common / (area(a)[:, None] + area(b) - common)


# %% tags=["predict"]
field = np.zeros((20, 20))
field[2:12, 2:12] = 0.8
shape, shifts = np.array([[2, 2, 12, 12]]), (1, 3, 5)
overlaps = [iou(shape + shift, shape)[0, 0] for shift in shifts]
figures.boxes(
    [field] * 3,
    {"shape": [shape] * 3, "window": [shape + shift for shift in shifts]},
    title="A window slides off",
    say="Three windows over the same shape, each further off than the last.",
    captions=[f"by {k}: IoU {o:.2f}" for k, o in zip(shifts, overlaps)],
)

# %% [markdown] tags=["answer"]
# 0.68, 0.32 and 0.14. Three pixels off, seven tenths of the width are still shared, and of the height: 49 pixels of 151.

# %% tags=["asserts"]
assert [round(float(o), 2) for o in overlaps] == [0.68, 0.32, 0.14]
assert 7 * 7 == 49
assert 100 + 100 - 49 == 151
assert len(WINDOWS) == 113
_sides = [int(box[2] - box[0]) for box in boxes.reshape(-1, 4) if box[2]]
assert (min(_sides), max(_sides)) == (8, 14)
assert classes[:3].tolist() == [[0, 1], [1, 2], [0, -1]]

# %% [markdown]
# A window is **positive** if its IoU with a shape is 0.5 or more; all others are *background*. A positive should also say
# how far to move its left, top, right and bottom side, in pixels of the crop. The crop is what the network sees: 12 × 12 pixels, with a rim of a quarter of the window all around. What it does not see, it cannot correct.

# %% slug="ch18-lab-targets"
CROP, MARGIN = 12, 1 / 4  # pixels on a side; the rim, in sides of the window
SIDES = WINDOWS[:, 2:3] - WINDOWS[:, :1]  # (113, 1)


def crops(images, margin=MARGIN):
    """(n, 1, 32, 32) -> (n, 113, 1, 12, 12), the nearest pixels"""
    rim = 4
    field = np.pad(images[:, 0], ((0, 0), (rim, rim), (rim, rim)))
    at = (np.arange(CROP) + 0.5) / CROP * (1 + 2 * margin) - margin
    columns = np.floor(WINDOWS[:, :1] + at * SIDES).astype(int) + rim
    rows = np.floor(WINDOWS[:, 1:2] + at * SIDES).astype(int) + rim
    return field[:, None, rows[:, :, None], columns[:, None, :]].swapaxes(1, 2)


def targets(boxes, classes):
    """What each window should say: labels (n, 113) and four numbers (n, 113, 4)."""
    labels, moves = [], []
    for here, kinds in zip(boxes, classes, strict=True):
        here, kinds = here[kinds >= 0], kinds[kinds >= 0]
        overlap = iou(WINDOWS, here)
        nearest = overlap.argmax(axis=1)
        positive = overlap.max(axis=1) >= 0.5
        labels.append(np.where(positive, kinds[nearest] + 1, 0))
        moves.append((here[nearest] - WINDOWS) / SIDES * CROP)
    return np.array(labels), np.array(moves)


# %%
labels, moves = targets(boxes, classes)  # (200, 113), (200, 113, 4)
positives = [WINDOWS[row > 0] for row in labels]
figures.boxes(
    pictures[:3, 0],
    {"shape": boxes[:3], "positive window": positives[:3]},
    title="The windows that count",
    say="A handful of windows around each shape; all others are background.",
    captions=[f"{len(some)} of 113" for some in positives[:3]],
)

# %% tags=["asserts"]
assert [len(some) for some in positives[:3]] == [8, 13, 7]
for _k in range(20):
    _here = boxes[_k][classes[_k] >= 0]
    assert ((iou(WINDOWS, _here).max(axis=1) >= 0.5) == (labels[_k] > 0)).all()
    _moved = WINDOWS + moves[_k] * SIDES / CROP
    assert np.allclose(iou(_moved, _here).max(axis=1), 1)

# %% [markdown] slug="ch18-lab-clip"
# ## When a number is far off
#
# A number that the network says is off by $d$. The loss ½$d^2$ pulls at it with the slope $d$. **Smooth L1** is the same
# near 0, and goes on as a straight line:
#
# {{eq:smooth-l1}}
#
# With $\beta = 1$: how hard does each of the two pull at a number that is off by 10?

# %% tags=["predict"]
off = [-10, -3, -0.5, 0.5, 3, 10]
for name in ("½ d²", "smooth L1"):
    d = Tensor(off, requires_grad=True)
    if name == "½ d²":
        loss = (0.5 * d * d).sum()
    else:
        loss = functional.smooth_l1(d, np.zeros(6), "sum", beta=1.0)
    loss.backward()
    print(f"{name:9}", *(f"{slope:6.1f}" for slope in d.grad))

# %% [markdown] tags=["answer"]
# By 10, and by 1. The slope of smooth L1 is $d/\beta$, **clipped** at −1 and 1. So one wild box cannot outvote a whole batch.
# (Clipping a gradient, {{ref:clip-by-norm}}, scales a whole step down. Here the loss clips each number by itself.)

# %% tags=["asserts"]
# eq: smooth-l1
_d = np.array([-10, -3, -1.5, -0.5, 0.0, 0.5, 1.2, 3, 10])
for _beta in (1.0, 2.0, 0.3):
    _x = Tensor(_d, requires_grad=True)
    _loss = functional.smooth_l1(_x, np.zeros(9), "none", beta=_beta)
    _square = np.abs(_d) < _beta
    assert np.allclose(
        _loss.data,
        np.where(_square, _d**2 / (2 * _beta), np.abs(_d) - _beta / 2),
    )
    _loss.sum().backward()
    assert np.allclose(_x.grad, np.clip(_d / _beta, -1, 1))
assert d.grad.tolist() == [-1, -1, -0.5, 0.5, 1, 1]

# %% [markdown] slug="ch18-lab-positives"
# ## Who is asked for a box
#
# Every window is asked for its kind, but only a positive for its box: where nothing is, no box is right. With $N$
# windows, $P$ of them positive:
#
# {{eq:detection-loss}}
#
# Each sum is divided by the number of windows that were asked. Divide the second by $N$, and every background window that
# you add makes the boxes count less: our first picture has eight positives of 113. (torchvision does divide by $N$, and
# draws a fixed number of windows. Where $P/N$ stays the same, that is only another weight on the boxes.)


# %% slug="ch18-lab-loss"
def detection_loss(said, labels, moves, beta=1.0):
    """said (N, 4 + 4): logits of background and three kinds, then four numbers"""
    positive = labels > 0  # (N,)
    off = functional.smooth_l1(said[:, 4:], moves, "none", beta).sum(axis=1)
    boxes = (off * positive).sum() / functional.maximum(positive.sum(), 1)
    return functional.cross_entropy(said[:, :4], labels) + boxes


# %% tags=["asserts"]
# eq: detection-loss
assert (labels[0] > 0).sum() == 8
_rng = np.random.default_rng(0)
_said, _kinds = _rng.normal(size=(113, 8)) * 2, labels[0]
_odds = np.exp(_said[:, :4]) / np.exp(_said[:, :4]).sum(axis=1, keepdims=True)
_cross = -np.log(_odds[np.arange(113), _kinds]).mean()
_far = np.abs(_said[:, 4:] - moves[0])[_kinds > 0]
_smooth = np.where(_far < 1, _far**2 / 2, _far - 1 / 2).sum() / 8
_tensor = Tensor(_said, requires_grad=True)
_loss = detection_loss(_tensor, _kinds, moves[0])
assert np.isclose(_loss.item(), _cross + _smooth)
_loss.backward()
assert not _tensor.grad[_kinds == 0, 4:].any()
assert (_tensor.grad[_kinds > 0, 4:] != 0).all()
_none = detection_loss(Tensor(_said), 0 * _kinds, moves[0])
assert np.isclose(_none.item(), -np.log(_odds[:, 0]).mean())

# %% [markdown] slug="ch18-lab-exercise-1"
# ### Exercise 18.4: the gradient at the boxes (4 minutes)
#
# Five windows are in a batch. Windows 1 and 4 are positive. This is what each box number said, minus its target; for
# background the target is made up:
#
# | window | kind | left | top | right | bottom |
# |---|---|---|---|---|---|
# | 1 | disc | 1/2 | −3 | 0 | 2 |
# | 2 | background | 1 | 1/4 | −2 | 0 |
# | 4 | square | −1/4 | 1/5 | 6 | −1/2 |
#
# What is $\partial L/\partial$ of the four numbers of each, with $\beta = 1$? Done when each line says "right".

# %% tags=["exercise"]
answer_boxes = {
    "window_1": [None, None, None, None],
    "window_2": [None, None, None, None],
    "window_4": [None, None, None, None],
}

# %%
tell("18.4", answer_boxes)

# %% [markdown] tags=["hint"]
# Hint 1: look at the two sums
#
# Only one of them knows the box numbers. Over which windows does it run, and by what is it divided?

# %% [markdown] tags=["hint"]
# Hint 2: recall the slope
#
# It is $d$ up to 1, and then 1, with the sign of $d$.

# %% [markdown] tags=["hint"]
# Hint 3: write this line first
#
# ```python
# "window_1": [1 / 2 / 2, -1 / 2, 0, None]
# ```

# %% [markdown] tags=["solution"]
# ```python
# answer_boxes = {
#     "window_1": [1 / 4, -1 / 2, 0, 1 / 2],
#     "window_2": [0, 0, 0, 0],
#     "window_4": [-1 / 8, 1 / 10, 1 / 2, -1 / 4],
# }
# ```
#
# The slopes are 1/2, −1, 0, 1 and −1/4, 1/5, 1, −1/2, and there are two positives. Window 2 was asked for no box. Whoever
# has −3/2 has not clipped; whoever has 1/10 and −1/5 has divided by all five windows.

# %% tags=["asserts"]
_d = np.zeros((5, 4))
_d[[0, 1, 3]] = [
    [1 / 2, -3, 0, 2],
    [1, 1 / 4, -2, 0],
    [-1 / 4, 1 / 5, 6, -1 / 2],
]
_x = Tensor(np.hstack([np.zeros((5, 4)), _d]), requires_grad=True)
detection_loss(_x, np.array([2, 0, 0, 1, 0]), np.zeros((5, 4))).backward()
assert np.allclose(
    _x.grad[[0, 1, 3], 4:],
    [[1 / 4, -1 / 2, 0, 1 / 2], [0] * 4, [-1 / 8, 1 / 10, 1 / 2, -1 / 4]],
)

# %% [markdown] slug="ch18-lab-twins"
# ## One box for each shape
#
# Two convolutions and two layers, with eight outputs for a crop:


# %% slug="ch18-lab-network"
def finder(seed):
    rng = np.random.default_rng(seed)
    return nn.Sequential(
        nn.Conv2d(1, 8, 3, padding=1, rng=rng),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(8, 16, 3, padding=1, rng=rng),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(16 * 3 * 3, 32, rng=rng),
        nn.ReLU(),
        nn.Linear(32, 4 + 4, rng=rng),
    )


def learn_to_find(seed, steps=600, margin=MARGIN, loss=detection_loss):
    """A network that has looked at 32 positives and 32 others at each step."""
    X, boxes, classes = data.shapes(200, seed=seed)
    seen = crops(X, margin).reshape(-1, 1, CROP, CROP)
    labels, moves = targets(boxes, classes)
    labels, moves = labels.reshape(-1), moves.reshape(-1, 4)
    positive, other = np.flatnonzero(labels > 0), np.flatnonzero(labels == 0)
    net, rng = finder(seed), np.random.default_rng(seed)
    adam = optim.Adam(net.parameters(), lr=0.006)
    step = record(lambda X, labels, moves: loss(net(X), labels, moves))
    for _ in range(steps):
        rows = np.concatenate([rng.choice(positive, 32), rng.choice(other, 32)])
        adam.zero_grad()
        step(seen[rows], labels[rows], moves[rows])
        adam.step()
    return net


# %% [markdown]
# In a new picture many windows find the same shape. **{{term:non-maximum-suppression|Non-maximum suppression}}**, NMS,
# takes the box with the highest score, drops all whose IoU with it is above 0.3, and goes on with the rest.


# %% slug="ch18-lab-nms"
def nms(boxes, scores, most=0.3):
    """The places of the boxes that are kept, best first."""
    overlap, kept = iou(boxes, boxes), []
    for k in np.argsort(-scores):
        if all(overlap[k, j] <= most for j in kept):
            kept.append(k)
    return kept


def find(said, move=True):
    """What is found in one image, from said (113, 8): (kind, score, box), …"""
    odds = np.exp(said[:, :4] - said[:, :4].max(axis=1, keepdims=True))
    scores = odds / odds.sum(axis=1, keepdims=True)
    boxes = WINDOWS + said[:, 4:] * SIDES / CROP * move
    found = []
    for kind in (1, 2, 3):
        likely = np.flatnonzero(scores[:, kind] > 0.05)
        kept = likely[nms(boxes[likely], scores[likely, kind])]
        found += [(kind - 1, scores[k, kind], boxes[k]) for k in kept]
    return found


# %% slug="ch18-lab-measure" jupyter={"source_hidden": true}
def average_precision(found, boxes, classes, kind, needed):
    """The area under precision over recall; a shape counts as found once."""
    shapes = [here[kinds == kind] for here, kinds in zip(boxes, classes)]
    missing = [np.ones(len(here), bool) for here in shapes]
    ranked = sorted(
        (
            (-score, image, box.tolist())
            for image, here in enumerate(found)
            for said, score, box in here
            if said == kind
        )
    )
    hits = np.zeros(len(ranked), bool)
    for k, (_, image, box) in enumerate(ranked):
        if len(shapes[image]):
            overlap = iou(np.array([box]), shapes[image])[0]
            best = overlap.argmax()
            hits[k] = overlap[best] >= needed and missing[image][best]
            missing[image][best] &= not hits[k]
    precision = hits.cumsum() / np.arange(1, len(hits) + 1)
    precision = np.maximum.accumulate(precision[::-1])[::-1]
    return (precision * hits).sum() / sum(map(len, shapes))


def mean_ap(found, boxes, classes, needed):
    """AP, the mean over the three kinds."""
    given = found, boxes, classes
    return np.mean([average_precision(*given, kind, needed) for kind in range(3)])


def judged(net, seed, margin=MARGIN, images=100):
    """AP at IoU 0.5 and 0.7 on new images; then both without the box numbers."""
    X, boxes, classes = data.shapes(images, seed=1000 + seed)
    seen = crops(X, margin).reshape(-1, 1, CROP, CROP)
    said = net(seen).data.reshape(images, len(WINDOWS), 8)
    return [
        mean_ap([find(one, move) for one in said], boxes, classes, needed)
        for move in (True, False)
        for needed in (0.5, 0.7)
    ]


# %% [markdown]
# The next cell trains for some seconds, and looks at a new picture with two squares: all boxes that say "square", and those
# that NMS keeps. Then it moves every score and box by about a millionth, at random. Will other boxes be kept?

# %% tags=["predict"]
net = learn_to_find(0)
new, new_boxes, new_classes = data.shapes(100, seed=1000)
said = net(crops(new[7:8]).reshape(-1, 1, CROP, CROP)).data  # (113, 8)
odds = np.exp(said[:, :4])
score = odds[:, 1] / odds.sum(axis=1)
square = np.flatnonzero(score > 0.5)
moved = (WINDOWS + said[:, 4:] * SIDES / CROP)[square]
kept = nms(moved, score[square])

rng = np.random.default_rng(0)
shaken = nms(
    moved + 1e-6 * rng.normal(size=moved.shape),
    score[square] + 1e-6 * rng.normal(size=len(square)),
)
print(f"kept: {len(kept)} of {len(square)}; moved a little: {len(shaken)}")
figures.boxes(
    [new[7, 0]] * 2,
    {"shape": [new_boxes[7]] * 2, "found": [moved, moved[kept]]},
    title="Before and after non-maximum suppression",
    say="On the left all boxes that say square, on the right those that are kept.",
    captions=[f"{len(square)} boxes", f"{len(kept)} boxes"],
)

# %% [markdown] tags=["answer"]
# The same ones. Which boxes are kept is a staircase: flat, with jumps where two scores cross, or an IoU and 0.3. **Nothing
# flows back through that choice.** What trains, then? The loss, which stands before NMS and asks each window by
# itself. NMS comes in only when a picture is read.

# %% tags=["asserts"]
assert list(shaken) == list(kept)
assert len(kept) == 2 < len(square)
assert iou(moved[kept], new_boxes[7]).max(axis=1).min() > 0.7
assert iou(moved, moved)[np.ix_(kept, kept)][0, 1] <= 0.3

# %% [markdown] slug="ch18-lab-boxes"
# ## What the four numbers bring
#
# **{{term:average-precision|Average precision}}**, AP, goes through all that was found, from the highest score down. A find
# needs the right kind and enough IoU: 0.5, or 0.7. AP is 1 if all shapes come before the first mistake.
#
# Take one network twice: with its windows moved as it says, and with the windows left where they are. (The best of the
# 113 has an IoU of 0.74 with a shape, on average.) What is AP at 0.5, and at 0.7? Four numbers.

# %% tags=["predict"]
one_run = judged(net, 0)
for name, pair in (("with", one_run[:2]), ("without", one_run[2:])):
    print(
        f"{name:7} the four numbers: AP at 0.5 {pair[0]:.2f}, at 0.7 {pair[1]:.2f}"
    )

# %% tags=["answer"] jupyter={"source_hidden": true}
recorded = data.experiment_record("ch18_detection")["starts"]
crops_found, fast = np.array(recorded["crops"]), np.array(recorded["fast"])
figures.strips(
    {
        "IoU 0.5, with": crops_found[:, 0],
        "IoU 0.5, without": crops_found[:, 2],
        "IoU 0.7, with": crops_found[:, 1],
        "IoU 0.7, without": crops_found[:, 3],
    },
    title="With the four numbers and without, twenty starts each",
    x="AP, × 100",
    say="At 0.5 there is little between them. At 0.7 nearly all is lost without.",
    unit=100,
)

# %% [markdown] tags=["answer"]
# AP on twenty starts, or on ten (*): mean, lowest and highest.
#
# | | at IoU 0.5 | at IoU 0.7 |
# |---|---|---|
# | with the four numbers | 0.97 (0.92–0.99) | 0.95 (0.88–0.99) |
# | the same networks without | 0.94 (0.89–0.96) | 0.11 (0.04–0.22) |
# | trained for kinds alone* | 0.98 (0.95–1.00) | 0.21 (0.12–0.31) |
# | with the numbers, no rim* | 0.94 (0.84–0.98) | 0.75 (0.66–0.83) |
# | with the numbers, ½$d^2$* | 0.96 (0.92–0.99) | 0.93 (0.86–0.98) |
#
# At 0.5 the windows will do as they stand. At 0.7 **the four numbers are nearly everything**. Without the rim a part of
# them is guesswork. Squares do nearly as well: no positive is far off here.

# %% tags=["asserts"]
assert np.allclose(one_run, crops_found[0], atol=0.02)
_said = net(crops(new).reshape(-1, 1, CROP, CROP)).data.reshape(100, 113, 8)
_given = [find(one) for one in _said], new_boxes, new_classes
assert np.isclose(mean_ap(*_given, 0.5), one_run[0])
assert np.isclose(mean_ap(*_given, 0.7), one_run[1])
_said_of = {
    "crops": ((0.97, 0.92, 0.99), (0.95, 0.88, 0.99)),
    "without": ((0.94, 0.89, 0.96), (0.11, 0.04, 0.22)),
    "no_box_loss": ((0.98, 0.95, 1.00), (0.21, 0.12, 0.31)),
    "no_margin": ((0.94, 0.84, 0.98), (0.75, 0.66, 0.83)),
    "squares": ((0.96, 0.92, 0.99), (0.93, 0.86, 0.98)),
}
for _name, _pairs in _said_of.items():
    _aps = np.array(recorded["crops" if _name == "without" else _name])
    _aps = _aps[:, 2:] if _name in ("without", "no_box_loss") else _aps[:, :2]
    for _column, _pair in zip(_aps.T, _pairs, strict=True):
        _three = _column.mean(), _column.min(), _column.max()
        assert np.allclose(_three, _pair, atol=0.00501), (_name, _three)
assert len(recorded["crops"]) == 20
assert len(recorded["squares"]) == len(recorded["no_margin"]) == 10
assert len(recorded["no_box_loss"]) == 10
assert abs(np.mean(recorded["windows"], axis=0)[0] - 0.74) < 0.00501

# %% [markdown] slug="ch18-lab-roi"
# ## The convolutions once: RoI pooling
#
# Windows overlap, and the convolutions go over their pixels again for each. **Fast R-CNN** runs them once over the whole
# picture, and cuts the windows (regions of interest, RoI) out of the *result*. What follows needs one size for all. So
# **{{term:roi-pooling}}** divides the $h$ rows of a window into $s$ cells, columns alike, and keeps the largest entry of
# each cell, channel by channel. Cell $i$ has the rows
#
# {{eq:roi-cell}}
#
# counted from the top of the window. Seven rows in three cells: which rows has each?


# %% slug="ch18-lab-spans"
def spans(start, end, size):
    """From where to where each of `size` cells reaches between two ends."""
    length = end - start
    return [
        (start + i * length // size, start - (-(i + 1) * length // size))
        for i in range(size)
    ]


# %% tags=["predict"]
for first, end in spans(0, 7, 3):
    print("rows", *range(first, end))

# %% [markdown] tags=["answer"]
# 0 1 2, then 2 3 4, then 4 5 6. Where $s$ does not divide $h$, neighbours share a row, and an entry in it may be the
# largest of both. What comes back to it is a sum.

# %% tags=["asserts"]
# eq: roi-cell
assert spans(0, 7, 3) == [(0, 3), (2, 5), (4, 7)]
for _first, _h, _s in ((0, 7, 3), (2, 9, 4), (5, 2, 3), (1, 8, 2), (3, 1, 2)):
    assert spans(_first, _first + _h, _s) == [
        (
            _first + int(np.floor(i * _h / _s)),
            _first + int(np.ceil((i + 1) * _h / _s)),
        )
        for i in range(_s)
    ]

# %% [markdown] slug="ch18-lab-exercise-2"
# ### Exercise 18.5: a rule for RoI pooling (15 minutes)
#
# Write both directions, as in [chapter 17](17_in_general.ipynb). `x` is (C, H, W). A row of `rois` holds whole numbers y0, x0, y1,
# x1; the end is outside, as in a slice. In a tie the first entry in reading order gets all. `rois` gets None. First let
# nudging judge it, in a cell of your own, `RoiPool(3).check(maps, regions)`, and only then ask. Done when both agree with you.

# %%
maps = np.random.default_rng(0).normal(size=(2, 7, 8))
regions = np.array([[0, 1, 7, 8], [2, 0, 6, 5], [3, 3, 5, 4]])


# %% tags=["exercise"]
class RoiPool(Rule):
    sentence = "to the largest entry of each cell, added where cells share it"

    def __init__(self, size):
        self.size = size

    def forward(self, x, rois):  # (C, H, W), (R, 4) -> (R, C, size, size)
        raise NotImplementedError  # keep in self what backward needs

    def backward(self, g):  # (R, C, size, size) -> (C, H, W), None
        raise NotImplementedError


# %%
tell("18.5", RoiPool)

# %% [markdown] tags=["hint"]
# Hint 1: look at max pooling
#
# It is the same rule, with windows that lie anywhere and cells of unequal size. For each number that forward writes, it
# must note the place in `x` that it came from.

# %% [markdown] tags=["hint"]
# Hint 2: recall what happens when an entry is taken twice
#
# `back[places] += g` adds once where a place stands in the list twice. `np.add.at` adds each time.

# %% [markdown] tags=["hint"]
# Hint 3: write these lines first
#
# ```python
# for r, (y0, x0, y1, x1) in enumerate(rois):
#     for i, (top, bottom) in enumerate(spans(y0, y1, self.size)):
#         for j, (left, right) in enumerate(spans(x0, x1, self.size)):
#             cell = x[:, top:bottom, left:right].reshape(len(x), -1)
#             best = cell.argmax(axis=1)  # (C,)
# ```
#
# `best // (right - left)` is a row of the cell, `best % (right - left)` a column.

# %% [markdown] tags=["solution"]
# ```python
# class RoiPool(Rule):
#     sentence = "to the largest entry of each cell, added where cells share it"
#
#     def __init__(self, size):
#         self.size = size
#
#     def forward(self, x, rois):  # (C, H, W), (R, 4) -> (R, C, size, size)
#         self.shape, size, C = x.shape, self.size, np.arange(len(x))
#         out = np.empty((len(rois), len(x), size, size))
#         self.row, self.column = np.empty((2, *out.shape), int)
#         for r, (y0, x0, y1, x1) in enumerate(rois):
#             for i, (top, bottom) in enumerate(spans(y0, y1, size)):
#                 for j, (left, right) in enumerate(spans(x0, x1, size)):
#                     cell = x[:, top:bottom, left:right].reshape(len(x), -1)
#                     best = cell.argmax(axis=1)
#                     out[r, :, i, j] = cell[C, best]
#                     self.row[r, :, i, j] = top + best // (right - left)
#                     self.column[r, :, i, j] = left + best % (right - left)
#         return out
#
#     def backward(self, g):  # (R, C, size, size) -> (C, H, W)
#         dx = np.zeros(self.shape)
#         channel = np.arange(self.shape[0])[:, None, None]
#         np.add.at(dx, (channel, self.row, self.column), g)
#         return dx, None
# ```
#
# Three loops find the cells; `best` counts within a cell, so the cell's corner is added to make a place in `x`. Whoever
# forgets that sends all gradients to the upper left. Whoever writes `=` for the sum passes on every window that shares no
# entry with another. Where a window lies gets no gradient: its ends are whole numbers. (Faster R-CNN's joint training leaves the
# gradient at its proposals out, too.)


# %% slug="ch18-lab-roi-solution" tags=["solution"]
class RoiPool(Rule):
    sentence = "to the largest entry of each cell, added where cells share it"

    def __init__(self, size):
        self.size = size

    def forward(self, x, rois):  # (C, H, W), (R, 4) -> (R, C, size, size)
        self.shape, size, C = x.shape, self.size, np.arange(len(x))
        out = np.empty((len(rois), len(x), size, size))
        self.row, self.column = np.empty((2, *out.shape), int)
        for r, (y0, x0, y1, x1) in enumerate(rois):
            for i, (top, bottom) in enumerate(spans(y0, y1, size)):
                for j, (left, right) in enumerate(spans(x0, x1, size)):
                    cell = x[:, top:bottom, left:right].reshape(len(x), -1)
                    best = cell.argmax(axis=1)
                    out[r, :, i, j] = cell[C, best]
                    self.row[r, :, i, j] = top + best // (right - left)
                    self.column[r, :, i, j] = left + best % (right - left)
        return out

    def backward(self, g):  # (R, C, size, size) -> (C, H, W)
        dx = np.zeros(self.shape)
        channel = np.arange(self.shape[0])[:, None, None]
        np.add.at(dx, (channel, self.row, self.column), g)
        return dx, None


# %% tags=["asserts"]
assert RoiPool(3).check(maps, regions)
assert tell("18.5", RoiPool)
_x = Tensor(maps, requires_grad=True)
RoiPool(3)(_x, regions).sum().backward()
assert _x.grad.sum() == 3 * 2 * 3 * 3
assert _x.grad.max() > 1

# %% [markdown]
# With it, the convolutions take 1.25 million products for a picture instead of 5.86 million. On five starts AP is 0.98
# (0.97–1.00) at 0.5, and 0.90 (0.88–0.95) at 0.7. It is slower here all the same: our rule loops over windows in Python.

# %% tags=["asserts"]
_crop = 12 * 12 * 8 * 9 + 6 * 6 * 16 * 8 * 9
_whole = 32 * 32 * (8 * 9 + 16 * 8 * 9)
assert round(_whole / 1e6, 2) == 1.25
assert round(113 * _crop / 1e6, 2) == 5.86
_fast = dict(zip((0.5, 0.7), fast[:, :2].T, strict=True))
_said_of = {0.5: (0.98, 0.97, 1.00), 0.7: (0.90, 0.88, 0.95)}
for _iou, _three in _said_of.items():
    _aps = _fast[_iou].mean(), _fast[_iou].min(), _fast[_iou].max()
    assert np.allclose(_aps, _three, atol=0.00501)
assert len(fast) == 5

# %% [markdown] slug="ch18-lab-check"
# ## Do you have it?

# %% [markdown] tags=["quiz"]
# **1.** Somebody asks background windows for a box as well, with 0 0 0 0 as their target. What do the gradients do?
#
# - Nothing changes: a target of 0 gives a gradient of 0.
#   No. The gradient is 0 where the network *says* 0. Until then it is pulled there.
# - The four numbers are pulled towards 0 everywhere, through weights that positives need.
#   Right. And most windows are background, so most of the pull is theirs.
# - The classes are learnt better, since the loss has more terms.
#   No. The terms that were added say nothing about kinds.

# %% [markdown] tags=["quiz"]
# **2.** One entry of a feature map is the largest of two cells of one window, and of one cell of another. They bring it 2, 2 and −1. What is its gradient?
#
# - 3
#   Right. It was taken three times, so what comes back is added.
# - 2
#   No. That is the largest of the three. Max chose among entries, going forward; gradients are added.
# - −1
#   No. That is the last to be written: `=` where `+=` is due.

# %% [markdown] tags=["quiz"]
# **3.** Can a network learn to have fewer doubles, by gradient descent through NMS?
#
# - Yes: the scores decide which boxes stay, and scores have gradients.
#   No. The scores have; the choice that they make has slope 0.
# - Yes, with smooth L1 in place of the squares.
#   No. That clips a slope. Here there is none.
# - No: which boxes stay is a staircase of scores and boxes.
#   Right. Between two jumps nothing changes, and on a jump there is no slope.

# %% tags=["asserts"]
assert 2 + 2 - 1 == 3
_x = Tensor(np.array([[[0.0, 5.0, 0.0, 1.0]]]), requires_grad=True)
_out = RoiPool(2)(_x, np.array([[0, 0, 1, 3], [0, 1, 1, 4]]))
assert _out.data[:, 0, 0].tolist() == [[5, 5], [5, 1]]
(_out[:, 0, 0] * np.array([[2.0, 2.0], [-1.0, 0.0]])).sum().backward()
assert _x.grad[0, 0, 1] == 3
_far = Tensor([3.0, -0.5, 0.0], requires_grad=True)
functional.smooth_l1(_far, np.zeros(3), "sum").backward()
assert _far.grad.tolist() == [1, -0.5, 0]

# %% [markdown] slug="ch18-lab-names"
# ## Which R-CNN was this?
#
# "R-CNN with backpropagation" may mean one of three things:
#
# | | proposals | who says the kind, and the box | trained by backpropagation |
# |---|---|---|---|
# | **R-CNN**, 2014 | selective search | a linear SVM for each kind; a linear regression | the CNN alone; SVMs and regression later, on its features |
# | **Fast R-CNN**, 2015 | selective search | softmax and box numbers, with RoI pooling and smooth L1 | all of that, with one loss |
# | **Faster R-CNN**, 2015 | a network on the same convolutions | as in Fast R-CNN | the proposals as well |
#
# Our lab has R-CNN's crops and Fast R-CNN's loss, on a plain grid of windows. Selective search learns nothing: it
# joins neighbouring regions that look alike.
#
# Ross Girshick, Jeff Donahue, Trevor Darrell and Jitendra Malik, ["Rich feature hierarchies for accurate object detection and
# semantic segmentation"](https://arxiv.org/abs/1311.2524) (CVPR 2014). Ross Girshick, ["Fast R-CNN"](https://arxiv.org/abs/1504.08083) (ICCV 2015). Shaoqing Ren, Kaiming
# He, Ross Girshick and Jian Sun, ["Faster R-CNN: Towards real-time object detection with region proposal
# networks"](https://arxiv.org/abs/1506.01497) (NIPS 2015). Jasper Uijlings, Koen van de Sande, Theo Gevers and Arnold Smeulders, ["Selective search for
# object recognition"](https://doi.org/10.1007/s11263-013-0620-5), *International Journal of Computer Vision* 104 (2013).
