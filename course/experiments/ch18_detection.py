"""What chapter 18's lab says of finding shapes, with the lab's own functions; it takes some minutes.

Each row is AP at IoU 0.5 and 0.7 with the four box numbers, then at 0.5 and 0.7 without them: of the same network, whose
windows stay where they are. `fast` is Fast R-CNN: one convolutional part for the whole image, and RoI pooling; at each step
it sees as many windows as the other, from four images.
"""

import numpy as np

from autograd_lab.authoring.experiments import Experiment

experiment = Experiment(
    __file__,
    "18_convolution",
    [
        "ch18-lab-setup",
        "ch18-lab-windows",
        "ch18-lab-targets",
        "ch18-lab-loss",
        "ch18-lab-network",
        "ch18-lab-nms",
        "ch18-lab-measure",
        "ch18-lab-spans",
        "ch18-lab-roi-solution",
    ],
)
c = experiment.names
nn, functional, windows = c["nn"], c["functional"], c["WINDOWS"]
SEEDS, OTHERS, SLOW, IMAGES, CELLS = 20, 10, 5, 100, 4


def crops_found(seed, **way):
    """The four APs of the lab's own network."""
    margin = {"margin": way["margin"]} if "margin" in way else {}
    return c["judged"](c["learn_to_find"](seed, **way), seed, **margin)


def classes_only(said, labels, moves):
    """The loss without its box numbers."""
    return functional.cross_entropy(said[:, :4], labels)


def squares(said, labels, moves):
    """The loss with ½d² for each box number, however far it is off."""
    positive, d = labels > 0, said[:, 4:] - moves
    boxes = ((0.5 * d * d).sum(axis=1) * positive).sum() / functional.maximum(positive.sum(), 1)
    return functional.cross_entropy(said[:, :4], labels) + boxes


class Fast(nn.Module):
    """An image and some windows, (1, 1, 32, 32) and (R, 4) -> (R, 8)."""

    def __init__(self, seed):
        rng = np.random.default_rng(seed)
        self.whole = nn.Sequential(
            nn.Conv2d(1, 8, 3, padding=1, rng=rng), nn.ReLU(), nn.Conv2d(8, 16, 3, padding=1, rng=rng), nn.ReLU()
        )
        self.each = nn.Sequential(
            nn.Flatten(), nn.Linear(16 * CELLS**2, 32, rng=rng), nn.ReLU(), nn.Linear(32, 8, rng=rng)
        )
        self.pool = c["RoiPool"](CELLS)

    def forward(self, image, rois):
        """What is said of each window."""
        features = self.whole(image)[0]
        return self.each(self.pool(features, rois))


def regions():
    """The windows with their margin, rounded to whole pixels within the image: y0, x0, y1, x1."""
    rim = np.round(c["SIDES"] * c["MARGIN"]).astype(int)
    wide = np.concatenate([windows[:, :2] - rim, windows[:, 2:] + rim], axis=1).clip(0, 32)
    return wide[:, [1, 0, 3, 2]]


def fast_found(seed, steps=600, images=4):
    """The four APs of a Fast R-CNN that sees four images at each step, and 8 positives and 8 others of each at most."""
    X, boxes, classes = c["data"].shapes(200, seed=seed)
    labels, moves = c["targets"](boxes, classes)
    net, rng, rois = Fast(seed), np.random.default_rng(seed), regions()
    adam = c["optim"].Adam(net.parameters(), lr=0.006)
    for _ in range(steps):
        said, wanted, far = [], [], []
        for i in rng.choice(len(X), images, replace=False):
            positive, other = np.flatnonzero(labels[i] > 0), np.flatnonzero(labels[i] == 0)
            rows = np.concatenate([rng.permutation(positive)[:8], rng.permutation(other)[:8]])
            said.append(net(X[i : i + 1], rois[rows]))
            wanted.append(labels[i, rows])
            far.append(moves[i, rows])
        adam.zero_grad()
        c["detection_loss"](functional.concatenate(said), np.concatenate(wanted), np.concatenate(far)).backward()
        adam.step()
    X, boxes, classes = c["data"].shapes(IMAGES, seed=1000 + seed)
    said = [net(X[i : i + 1], rois).data for i in range(IMAGES)]
    both = [[c["find"](one, move) for one in said] for move in (True, False)]
    return [c["mean_ap"](found, boxes, classes, iou) for found in both for iou in (0.5, 0.7)]


def best_window(seed):
    """The mean IoU of a new image's shapes with the window that fits each best, the windows of an image that are positive."""
    _, boxes, classes = c["data"].shapes(IMAGES, seed=1000 + seed)
    overlap = [c["iou"](windows, here[kinds >= 0]) for here, kinds in zip(boxes, classes, strict=True)]
    positive = [(one.max(axis=1) >= 0.5).sum() for one in overlap]
    return [np.concatenate([one.max(axis=0) for one in overlap]).mean(), np.mean(positive)]


def rows_of(measure, seeds, **way):
    """One row for each seed, rounded."""
    return [[round(float(v), 4) for v in measure(seed, **way)] for seed in range(seeds)]


if __name__ == "__main__":
    experiment.write_record(
        {
            "windows": rows_of(best_window, SEEDS),
            "crops": rows_of(crops_found, SEEDS),
            "no_margin": rows_of(crops_found, OTHERS, margin=0),
            "no_box_loss": rows_of(crops_found, OTHERS, loss=classes_only),
            "squares": rows_of(crops_found, OTHERS, loss=squares),
            "fast": rows_of(fast_found, SLOW),
        }
    )
