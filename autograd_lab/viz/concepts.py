"""Concept maps: words as boxes where the player's layout puts them, relations as numbered arrows.

Every arrow is also a sentence in the list below the picture, so the map can be read as well as looked at.
"""

from collections.abc import Iterator, Sequence
from html import escape

from autograd_lab.errors import GraphError
from autograd_lab.viz.graphviz_layout import BOX, GAP, MARGIN, Layout, Parents, Point, lay_out

Relation = tuple[str, str, str]  # concept, verb, concept

TITLE = 26.0  # height of the map's title
LEGIBLE = 620  # a map wider than this is not made narrower: on a telephone one moves it
WAY_BACK = 44.0  # height kept free above the boxes for arrows that lead back to an earlier concept


class ConceptMap:
    """A map of `relations` between `concepts`, which are listed in the order of the argument.

    relations   (concept, verb, concept), read as a sentence: ("optimiser", "changes the weights of", "network")
    title       what the frame around all the boxes stands for
    bare        concepts that take no article in a sentence
    raises      GraphError for a relation with a concept that is not in the list

    >>> from autograd_lab.viz.concepts import ConceptMap
    >>> relations = [("loss", "is lowered by", "optimiser"), ("optimiser", "changes", "weights")]
    >>> ConceptMap(["loss", "optimiser", "weights"], relations).sentences
    ['The loss is lowered by the optimiser.', 'The optimiser changes the weights.']
    """

    def __init__(
        self, concepts: Sequence[str], relations: Sequence[Relation], title: str = "", bare: Sequence[str] = ()
    ) -> None:
        for of, _, to in relations:
            for concept in (of, to):
                if concept not in concepts:
                    raise GraphError(f"concept map: {concept!r} is in a relation, but not among {', '.join(concepts)}")
        self.concepts, self.relations, self.title, self.bare = list(concepts), list(relations), title, set(bare)

    @property
    def sentences(self) -> list[str]:
        """Each relation as a sentence, in the order of the arrows' numbers."""
        said = [f"{self._with_article(of)} {verb} {self._with_article(to)}." for of, verb, to in self.relations]
        return [sentence[0].upper() + sentence[1:] for sentence in said]

    def _with_article(self, concept: str) -> str:
        return concept if concept in self.bare else f"the {concept}"

    def _repr_html_(self) -> str:
        layout, into = self._placed()
        shapes = [
            *(shape for k, curve in self._arrows(layout, into) for shape in _arrow(k, curve)),
            *(_box(name, centre) for name, centre in zip(self.concepts, layout.centres, strict=True)),
        ]
        items = "".join(f"<li>{escape(sentence)}</li>" for sentence in self.sentences)
        width, height, top = layout.width, layout.height + TITLE + WAY_BACK, TITLE + WAY_BACK
        return (
            f'<div><div style="overflow-x:auto"><svg viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" '
            f'style="max-width:100%;min-width:{min(width, LEGIBLE):.0f}px;height:auto" '
            'text-anchor="middle" font-family="sans-serif" role="img" '
            f'aria-label="Concept map: {len(self.concepts)} boxes; the list below reads out the arrows">'
            '<defs><marker id="map-arrow" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" '
            'orient="auto"><path d="M0,0 L8,4 L0,8 z" fill="currentColor"/></marker></defs>'
            f'<rect x="1" y="1" width="{width - 2:.0f}" height="{height - 2:.0f}" rx="12" fill="none" '
            'stroke="currentColor" stroke-dasharray="4 4"/>'
            f'<text x="12" y="20" text-anchor="start" fill="currentColor" font-size="16">{escape(self.title)}</text>'
            f'<g transform="translate(0 {top:.0f})">{"".join(shapes)}</g></svg></div><ol>{items}</ol></div>'
        )

    def _placed(self) -> tuple[Layout, list[list[int]]]:
        """The layout of the arrows that lead on, and for each concept the numbers of those that reach it."""
        place = {concept: i for i, concept in enumerate(self.concepts)}
        into = [
            [k for k, (of, _, to) in enumerate(self.relations) if place[of] < place[to] == i] for i in place.values()
        ]
        operands = [[place[self.relations[k][0]] for k in arrows] for arrows in into]
        return lay_out(operands) or _row_layout(operands), into

    def _arrows(self, layout: Layout, into: list[list[int]]) -> Iterator[tuple[int, tuple[Point, ...]]]:
        """Number and curve of each arrow; one that leads back to an earlier concept runs above all boxes."""
        for arrows, curves in zip(into, layout.curves, strict=True):
            yield from zip(arrows, curves, strict=True)
        on = {k for arrows in into for k in arrows}
        for k, (of, _, to) in enumerate(self.relations):
            if k not in on:
                (x0, y0), (x1, y1) = (layout.centres[self.concepts.index(name)] for name in (of, to))
                yield k, ((x0, y0 - BOX[1] / 2), (x0, -WAY_BACK), (x1, -WAY_BACK), (x1, y1 - BOX[1] / 2))


def _row_layout(operands: Parents) -> Layout:
    """The layout without Graphviz: concepts in a row; an arrow that passes others runs below them."""
    (width, height), step = BOX, BOX[0] + GAP[0]
    centres = tuple((MARGIN + width / 2 + i * step, MARGIN + height / 2) for i in range(len(operands)))

    def arrow(start: int, end: int) -> tuple[Point, ...]:
        (x0, y), (x1, _) = centres[start], centres[end]
        if end == start + 1:
            return (x0 + width / 2, y), (x0 + step / 2, y), (x1 - step / 2, y), (x1 - width / 2, y)
        low = y + height / 2 + GAP[1] * (end - start)
        return (x0, y + height / 2), (x0, low), (x1, low), (x1, y + height / 2)

    curves = tuple(tuple(arrow(p, i) for p in reads) for i, reads in enumerate(operands))
    most = max((i - p for i, reads in enumerate(operands) for p in reads), default=1)
    size = 2 * MARGIN + len(operands) * step - GAP[0], 2 * MARGIN + height + GAP[1] * most * (most > 1)
    return Layout(*size, centres, curves, "row")


def _arrow(number: int, curve: tuple[Point, ...]) -> list[str]:
    """The SVG of one arrow: its curve, with its number, counted from 1, half-way along."""
    points = [f"{x:.1f},{y:.1f}" for x, y in curve]
    x, y = _middle(curve)
    return [
        f'<path d="M{points[0]} C{" ".join(points[1:])}" fill="none" stroke="currentColor" '
        'marker-end="url(#map-arrow)"/>',
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="11" fill="#1d5fa8"/>',
        f'<text x="{x:.1f}" y="{y + 5:.1f}" fill="#fff" font-size="15">{number + 1}</text>',
    ]


def _box(name: str, centre: Point) -> str:
    """The SVG of one box with its concept."""
    x, y = centre
    return (
        f'<rect x="{x - BOX[0] / 2:.1f}" y="{y - BOX[1] / 2:.1f}" width="{BOX[0]}" height="{BOX[1]}" rx="8" '
        'fill="none" stroke="currentColor" stroke-width="1.5"/>'
        f'<text x="{x:.1f}" y="{y + 4:.1f}" fill="currentColor" font-size="15">{escape(name)}</text>'
    )


def _middle(curve: tuple[Point, ...]) -> Point:
    """The point half-way along a chain of Bézier curves: a start, then three control points for each piece."""
    pieces = (len(curve) - 1) // 3
    first = 3 * (pieces // 2)
    if pieces % 2 == 0:
        return curve[first]
    p, q, r, s = curve[first : first + 4]
    x, y = ((a + 3 * b + 3 * c + d) / 8 for a, b, c, d in zip(p, q, r, s, strict=True))
    return x, y
