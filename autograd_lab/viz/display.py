"""What a notebook keeps of a widget: two outputs, so that something is shown wherever the notebook is opened.

The first is the widget, alive while a kernel is. The second needs none: the same as a page has it and, where
no script may run (an untrusted notebook, a viewer on the web), the folded table of values alone. A live widget
hides the second output; where a notebook application cannot revive the widget, it takes the widget's place.
"""

from collections.abc import Iterable
from typing import Any

WIDGET = "application/vnd.jupyter.widget-view+json"
MOST_LINES = 40  # of a table in plain text

Row = tuple[str, str, str, str]  # node, operation, value, grad
Output = tuple[dict[str, Any], dict[str, Any]]  # data by MIME type, and metadata


def two_outputs(live: Output, key: str, text: str = "") -> list[Output]:
    """The widget's output, and the one that needs no kernel.

    live  the widget's own MIME bundle and its metadata; its HTML is for when it is not alive
    key   by which a live widget finds the second output, to hide it
    text  for where no HTML is shown, below the widget's own text
    """
    whole, metadata = live
    # hosts that strip widgets take text/html instead: an empty one, since the second output has it all
    view = {WIDGET: whole[WIDGET], "text/html": "<div></div>", "text/plain": whole["text/plain"]}
    kept = {"text/html": f'<div data-al-kept="{key}">{whole["text/html"]}</div>'}
    return [(view, metadata), ({**kept, "text/plain": text} if text else kept, {})]


def publish(outputs: Iterable[Output]) -> None:
    """Put outputs under the running cell."""
    from IPython.display import publish_display_data

    for data, metadata in outputs:
        publish_display_data(data, metadata)  # type: ignore[no-untyped-call]


def plain_table(rows: list[Row]) -> str:
    """The table of values as aligned text, for a terminal; after MOST_LINES rows a line counts the rest."""
    shown = [("node", "operation", "value", "grad"), *rows[:MOST_LINES]]
    a, b, c, d = (max(len(row[i]) for row in shown) for i in range(4))
    lines = [f"{n:{a}}  {made:{b}}  {value:>{c}}  {grad:>{d}}".rstrip() for n, made, value, grad in shown]
    left = len(rows) - MOST_LINES
    return "\n".join(lines if left <= 0 else [*lines, f"… and {left} more"])
