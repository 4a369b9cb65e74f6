"""How often the drawn edges of a layout cross, counted on the curves themselves; and what they run over."""

import random
from itertools import combinations

import numpy as np


def points(curve, pieces=8):
    """A flat list x, y, … of a start and Bézier triples, as a polyline of shape (n, 2)."""
    corners = np.asarray(curve, float).reshape(-1, 2)
    t = np.linspace(0, 1, pieces + 1)[:, None]
    line = [corners[:1]]
    for s in range(0, len(corners) - 1, 3):
        a, b, c, d = corners[s : s + 4]
        line.append(((1 - t) ** 3 * a + 3 * (1 - t) ** 2 * t * b + 3 * (1 - t) * t**2 * c + t**3 * d)[1:])
    return np.concatenate(line)


def crossings(curves, ends):
    """The number of crossings between curves that share no end."""
    lines = [points(curve) for curve in curves]
    low, high = (np.array([side(line, axis=0) for line in lines]) for side in (np.min, np.max))
    count = 0
    for i, j in combinations(range(len(lines)), 2):
        if set(ends[i]) & set(ends[j]) or (low[i] > high[j]).any() or (low[j] > high[i]).any():
            continue
        a, b = lines[i][:-1, None], lines[i][1:, None]
        c, d = lines[j][None, :-1], lines[j][None, 1:]
        count += int(((_side(a, b, c) * _side(a, b, d) < 0) & (_side(c, d, a) * _side(c, d, b) < 0)).sum())
    return count


def _side(p, q, r):
    """On which side of the line from p to q the point r is."""
    return (q[..., 0] - p[..., 0]) * (r[..., 1] - p[..., 1]) - (q[..., 1] - p[..., 1]) * (r[..., 0] - p[..., 0])


def run_over(curve, rects, slack=1.0):
    """Which of the boxes (x, y, width, height) a curve comes into: their places in the list."""
    if not len(rects):
        return set()
    x, y, w, h = (side[:, None] for side in np.asarray(rects, float).T)
    u, v = points(curve, 16).T
    inside = (u > x + slack) & (u < x + w - slack) & (v > y + slack) & (v < y + h - slack)
    return set(np.flatnonzero(inside.any(axis=1)).tolist())


def random_graph(count, seed, near=12):
    """Operands of each node: mostly near ones, some from anywhere."""
    draw = random.Random(seed)
    parents = [()] * draw.randint(4, 12)
    while len(parents) < count:
        i, width = len(parents), draw.choice([1, 2, 2, 2])
        lowest = [max(0, i - near) if draw.random() < 0.7 else 0 for _ in range(width)]
        parents.append(tuple(draw.randrange(low, i) for low in lowest))
    return parents


def network(sizes):
    """A network of neurons: each a sum over all inputs and a bias, and an activation."""
    parents, before = [()] * sizes[0], list(range(sizes[0]))
    for width in sizes[1:]:
        layer = []
        for _ in range(width):
            parents += [(), (*before, len(parents)), (len(parents) + 1,)]
            layer.append(len(parents) - 1)
        before = layer
    return parents
