"""Concept maps: words as boxes, relations as numbered arrows.

The boxes stand in rows like a furrow: left to right, then right to left. An argument that ends where it began is a
ring, then. Every arrow is also a sentence in the list below the picture, so the map can be read as well as looked at.
"""

from collections.abc import Iterator, Sequence
from html import escape

from autograd_lab.errors import GraphError

Relation = tuple[str, str, str]  # concept, verb, concept
Point = tuple[float, float]

BOX = (176.0, 48.0)  # width and height of a box; its word has 17 px, and "backpropagation" takes up to 150 of them
GAP = (56.0, 64.0)  # between the boxes of a row, and between rows
MARGIN = 16.0
TITLE = 26.0  # height of the map's title
OVER = 54.0  # height kept free above the first row, for arrows that pass over a box
IN_A_ROW = 3
LEGIBLE = 500  # a map is not made narrower than this, where its words have 12 px: on a telephone one moves it


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
        shapes = [
            *(shape for k, curve in enumerate(self._curves()) for shape in _arrow(k, curve)),
            *(_box(name, centre) for name, centre in zip(self.concepts, self._centres(), strict=True)),
        ]
        items = "".join(f"<li>{escape(sentence)}</li>" for sentence in self.sentences)
        columns, rows = min(IN_A_ROW, len(self.concepts)), -(-len(self.concepts) // IN_A_ROW)
        width = 2 * MARGIN + columns * (BOX[0] + GAP[0]) - GAP[0]
        top = TITLE + OVER
        height = top + rows * (BOX[1] + GAP[1]) - GAP[1] + MARGIN
        return (
            '<div><div style="overflow-x:auto" tabindex="0" role="group" aria-label="Concept map">'
            f'<svg viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" '
            f'style="max-width:100%;min-width:{min(width, LEGIBLE):.0f}px;height:auto" '
            'text-anchor="middle" font-family="sans-serif" role="img" '
            f'aria-label="Concept map: {len(self.concepts)} boxes; the list below reads out the arrows">'
            '<defs><marker id="map-arrow" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" '
            'orient="auto"><path d="M0,0 L8,4 L0,8 z" fill="currentColor"/></marker></defs>'
            f'<rect x="1" y="1" width="{width - 2:.0f}" height="{height - 2:.0f}" rx="12" fill="none" '
            'stroke="currentColor" stroke-dasharray="4 4"/>'
            f'<text x="14" y="23" text-anchor="start" fill="currentColor" font-size="17">{escape(self.title)}</text>'
            f'<g transform="translate(0 {top:.0f})">{"".join(shapes)}</g></svg></div><ol>{items}</ol></div>'
        )

    def _centres(self) -> list[Point]:
        """The centre of each box: rows of three, every other one from right to left."""
        places = [divmod(i, IN_A_ROW) for i in range(len(self.concepts))]
        return [
            (
                MARGIN + BOX[0] / 2 + (IN_A_ROW - 1 - column if row % 2 else column) * (BOX[0] + GAP[0]),
                BOX[1] / 2 + row * (BOX[1] + GAP[1]),
            )
            for row, column in places
        ]

    def _curves(self) -> Iterator[tuple[Point, ...]]:
        """Each relation's curve, in their order: a start and three control points."""
        centres = dict(zip(self.concepts, self._centres(), strict=True))
        for of, _, to in self.relations:
            yield _curve(centres[of], centres[to])


def _curve(start: Point, end: Point) -> tuple[Point, ...]:
    """From box to box: straight on between neighbours, over the boxes of a row, from row to row by their edges."""
    (x0, y0), (x1, y1) = start, end
    if y0 == y1:
        if abs(x1 - x0) <= BOX[0] + GAP[0]:
            side = BOX[0] / 2 if x1 > x0 else -BOX[0] / 2
            return (x0 + side, y0), (x0 + 1.5 * side, y0), (x1 - 1.5 * side, y1), (x1 - side, y1)
        top, high = y0 - BOX[1] / 2, y0 - BOX[1] / 2 - OVER
        return (x0, top), (x0 + (x1 - x0) / 6, high), (x1 - (x1 - x0) / 6, high), (x1, top)
    side = BOX[1] / 2 if y1 > y0 else -BOX[1] / 2
    bend = (y1 - y0) / 3
    return (x0, y0 + side), (x0, y0 + side + bend), (x1, y1 - side - bend), (x1, y1 - side)


def _arrow(number: int, curve: tuple[Point, ...]) -> list[str]:
    """The SVG of one arrow: its curve, with its number, counted from 1, half-way along."""
    points = [f"{x:.1f},{y:.1f}" for x, y in curve]
    x, y = _middle(curve)
    return [
        f'<path d="M{points[0]} C{" ".join(points[1:])}" fill="none" stroke="currentColor" '
        'marker-end="url(#map-arrow)"/>',
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="11" fill="#57606a"/>',
        f'<text x="{x:.1f}" y="{y + 5:.1f}" fill="#fff" font-size="15">{number + 1}</text>',
    ]


def _box(name: str, centre: Point) -> str:
    """The SVG of one box with its concept."""
    x, y = centre
    return (
        f'<rect x="{x - BOX[0] / 2:.1f}" y="{y - BOX[1] / 2:.1f}" width="{BOX[0]}" height="{BOX[1]}" rx="8" '
        'fill="none" stroke="currentColor" stroke-width="1.5"/>'
        f'<text x="{x:.1f}" y="{y + 6:.1f}" fill="currentColor" font-size="17">{escape(name)}</text>'
    )


def _middle(curve: tuple[Point, ...]) -> Point:
    """The point half-way along a Bézier curve of four points."""
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = curve
    return (x0 + 3 * x1 + 3 * x2 + x3) / 8, (y0 + 3 * y1 + 3 * y2 + y3) / 8
