"""Images with boxes drawn on them, or without: where something is, and where somebody says that it is."""

from __future__ import annotations

import base64
import html
import struct
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from autograd_lab.errors import LabError, ShapeError
from autograd_lab.viz.figures.curves import Plot, folded_table, framed_html
from autograd_lab.viz.figures.picture import svg

WIDE, NARROW, APART, TOP, LINE, LEGEND = 640, 340, 16, 6, 18, 24
MOST_PICTURES, LETTER = 4, 7.2
STROKES = (("#0b3d91", ""), ("#a23b00", "6 3"), ("#10243e", "1.5 3"))  # whole, dashed, dotted, all dark on white paper
SIDES = ("left", "top", "right", "bottom")

Picture = np.ndarray[Any, np.dtype[Any]]


def boxes(
    pictures: Sequence[Any],
    drawn: Mapping[str, Sequence[Any]],
    *,
    title: str,
    say: str,
    captions: Sequence[str] = (),
) -> Plot:
    """Images side by side, dark where they are bright, with boxes of up to three kinds, and a table of the boxes.

    Without boxes (`drawn` is empty) there are the images alone, and no table.

    pictures  1 to 4 arrays (H, W), brightness from 0 to 1; what lies beyond is cut off
    drawn     name -> for each picture its boxes, (n, 4): left, top, right, bottom in pixels, as `data.shapes` has them
    say       what is to be seen, in a sentence or two: for readers who do not see it
    captions  a few words under each picture
    raises    LabError, ShapeError for what cannot be drawn

    >>> from autograd_lab import data
    >>> from autograd_lab.viz import figures
    >>> X, where, classes = data.shapes(2, most=1)
    >>> figures.boxes(X[:, 0], {"shape": where}, title="Two shapes", say="A box around each shape.")
    Plot('Two shapes')
    """
    images = _images(pictures)
    if not say.strip():
        raise LabError('boxes(say=...): say in words what is to be seen, e.g. say="A box around the disc."')
    if len(drawn) > len(STROKES):
        raise LabError(f"boxes: up to {len(STROKES)} kinds of box can be told apart, got {len(drawn)}")
    if captions and len(captions) != len(images):
        raise LabError(f"boxes: {len(images)} pictures, and {len(captions)} captions. Give one for each, or none.")
    kinds = {str(name): _kind(str(name), rows, len(images)) for name, rows in drawn.items()}
    label = f"{title}. {say}"
    wide, narrow = (_picture(images, kinds, captions, label, width) for width in (WIDE, NARROW))
    table = _table(kinds, title, len(images)) if kinds else ""
    return Plot(title, framed_html(title, wide, narrow, table))


def _images(pictures: Sequence[Any]) -> list[Picture]:
    found = [np.asarray(picture, dtype=float) for picture in pictures]
    if not 1 <= len(found) <= MOST_PICTURES:
        raise LabError(f"boxes: 1 to {MOST_PICTURES} pictures fit side by side, got {len(found)}")
    for picture in found:
        if picture.ndim != 2 or not picture.size or not np.isfinite(picture).all():
            raise ShapeError(
                f"boxes: a picture is (H, W) finite numbers, got shape {picture.shape}. "
                "Of images (n, 1, H, W) that is X[:, 0]."
            )
    return found


def _kind(name: str, rows: Sequence[Any], count: int) -> list[Picture]:
    """The boxes of one kind, (n, 4) for each picture, without those of no size, with which data.shapes fills up."""
    if len(rows) != count:
        raise LabError(f"boxes: {count} pictures, and boxes for {len(rows)} of them under {name!r}")
    found = [np.asarray(some, dtype=float).reshape(-1, 4) if np.size(some) % 4 == 0 else None for some in rows]
    if any(some is None or not np.isfinite(some).all() for some in found):
        raise ShapeError(f"boxes: a box is four finite numbers, {', '.join(SIDES)}; look at {name!r}")
    return [some[(some[:, 2] > some[:, 0]) & (some[:, 3] > some[:, 1])] for some in found if some is not None]


def _picture(
    images: Sequence[Picture], kinds: Mapping[str, list[Picture]], captions: Sequence[str], label: str, width: int
) -> str:
    """The SVG: pictures in a row, or two in a row where narrow; captions under them, at the foot the strokes."""
    columns = min(len(images), 2 if width == NARROW else MOST_PICTURES)
    side = min(230.0, (width - APART * (columns + 1)) / columns)
    apart = side + APART + LINE * bool(captions)
    parts = []
    for k, picture in enumerate(images):
        left, top = APART + k % columns * (side + APART), TOP + k // columns * apart
        scale = side / max(picture.shape)
        high, across = (f"{scale * n:.1f}" for n in picture.shape)
        parts.append(
            f'<image x="{left:.1f}" y="{top:.1f}" width="{across}" height="{high}" preserveAspectRatio="none" '
            f'style="image-rendering:pixelated" href="data:image/png;base64,{_png(picture)}"/>'
        )
        for (stroke, dash), rows in zip(STROKES, kinds.values(), strict=False):
            parts += [_rectangle(left, top, scale, box, stroke, dash) for box in rows[k]]
        if captions:
            at = f'x="{left + side / 2:.1f}" y="{top + side + LINE - 3:.1f}"'
            parts.append(f'<text {at} text-anchor="middle">{html.escape(captions[k])}</text>')
    x, y = float(APART), TOP + -(-len(images) // columns) * apart + LINE * bool(kinds)
    for (stroke, dash), name in zip(STROKES, kinds, strict=False):
        needed = 46 + LETTER * len(name)
        if x > APART and x + needed > width:
            x, y = float(APART), y + LEGEND
        parts += [
            f'<rect x="{x:.1f}" y="{y - 11:.1f}" width="30" height="14" fill="#fff"/>',
            f'<path d="M{x + 2:.1f} {y - 4:.1f}h26" {_ink(stroke, dash)}/>',
            f'<text x="{x + 36:.1f}" y="{y:.1f}">{html.escape(name)}</text>',
        ]
        x += needed
    return svg(width, y + LINE - 6, label, parts)


def _rectangle(left: float, top: float, scale: float, box: Picture, stroke: str, dash: str) -> str:
    x, y, w, h = (scale * v for v in (box[0], box[1], box[2] - box[0], box[3] - box[1]))
    return f'<rect x="{left + x:.1f}" y="{top + y:.1f}" width="{w:.1f}" height="{h:.1f}" {_ink(stroke, dash)}/>'


def _ink(stroke: str, dash: str) -> str:
    return f'fill="none" stroke="{stroke}" stroke-width="2.5"' + (f' stroke-dasharray="{dash}"' if dash else "")


def _png(picture: Picture) -> str:
    """A grey image as a PNG file in base64: 0 is white paper, 1 a grey on which strokes can still be seen."""
    grey = (255 - 115 * picture.clip(0, 1)).astype(np.uint8)
    rows = b"".join(b"\0" + row.tobytes() for row in grey)  # each row says first that it is unfiltered

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", grey.shape[1], grey.shape[0], 8, 0, 0, 0, 0)  # width, height, 8 bits of grey
    parts = chunk(b"IHDR", head), chunk(b"IDAT", zlib.compress(rows, 9)), chunk(b"IEND", b"")
    return base64.b64encode(b"\x89PNG\r\n\x1a\n" + b"".join(parts)).decode()


def _table(kinds: Mapping[str, list[Picture]], title: str, count: int) -> str:
    """A folded HTML table: a row for each box."""
    rows = [
        (f"picture {k + 1}: {name}" if count > 1 else name, [f"{v:.4g}".replace("-", "−") for v in box])
        for name, found in kinds.items()
        for k, some in enumerate(found)
        for box in some
    ]
    return folded_table(title, ("box", *SIDES), rows)
