# %% slug="ch18-lab-setup" jupyter={"source_hidden": true}
import numpy as np

from autograd_lab import Rule, Tensor, data, functional, nn, optim, record
from autograd_lab.answers import tell
from autograd_lab.viz import figures

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


# %% slug="ch18-lab-loss"
def detection_loss(said, labels, moves, beta=1.0):
    """said (N, 4 + 4): logits of background and three kinds, then four numbers"""
    positive = labels > 0  # (N,)
    off = functional.smooth_l1(said[:, 4:], moves, "none", beta).sum(axis=1)
    boxes = (off * positive).sum() / functional.maximum(positive.sum(), 1)
    return functional.cross_entropy(said[:, :4], labels) + boxes


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


# %% slug="ch18-lab-spans"
def spans(start, end, size):
    """From where to where each of `size` cells reaches between two ends."""
    length = end - start
    return [
        (start + i * length // size, start - (-(i + 1) * length // size))
        for i in range(size)
    ]


# %% slug="ch18-lab-roi-solution"
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
