"""Keeps what one cell shows to what a page in a browser can hold; an extension of IPython for the kernel in a tab.

There the kernel's messages have no limit: a loop that prints for ever would fill the tab's memory until it dies, with
all that was typed in it. In JupyterLab the server limits them.
"""

import functools
from collections.abc import Callable
from typing import Any

CHARACTERS = 200_000  # of a cell, printed and shown
PIECES = 10_000  # of it; `print` writes two for a line
DISPLAYED = 10  # pieces for which one display counts
RICH = 20_000_000  # characters of one picture, table or the like

STOPPED = """
… This cell has printed more than a page can hold. It goes on, and what it prints from here on is left out. …
"""
NO_MEMORY = """
Python in a browser tab has no more memory than this. What variables hold stays taken: `del` what you no longer need,
make less at once, or restart the kernel, which frees all of it. Your text stays.
"""


class Limit:
    """What one cell has shown so far, and what had to be left out of it.

    >>> limit = Limit(characters=10)
    >>> limit.kept("1234567"), limit.kept("89abcdef") == "89a" + STOPPED, limit.kept("more")
    ('1234567', True, '')
    >>> limit.sentence()
    '… Left out: 9 characters. Of one cell a browser tab shows the first 10 characters, or about 5,000 lines.'
    """

    def __init__(self, characters: int = CHARACTERS, pieces: int = PIECES) -> None:
        self.characters, self.pieces = characters, pieces
        self.begin()

    def begin(self) -> None:
        """Count anew: a cell begins, or its output was cleared."""
        self._left, self._pieces = self.characters, self.pieces
        self._left_out = 0

    def kept(self, text: str, pieces: int = 1) -> str:
        """The part of a text that is shown; where it ends early, with a sentence that says so."""
        if self._left_out:
            self._left_out += len(text)
            return ""
        self._pieces -= pieces
        shown = text[: self._left] if self._pieces >= 0 else ""
        self._left -= len(shown)
        self._left_out = len(text) - len(shown)
        return shown + STOPPED if self._left_out else shown

    def sentence(self) -> str:
        """What was left out; an empty text where nothing was."""
        if not self._left_out:
            return ""
        return (
            f"… Left out: {self._left_out:,} characters. Of one cell a browser tab shows the first "
            f"{self.characters:,} characters, or about {self.pieces // 2:,} lines."
        )

    def of_display(self, data: dict[str, Any]) -> dict[str, Any]:
        """What is shown of a result, a picture or the like; an empty dict where the cell has shown too much already."""
        big = [kind for kind, value in data.items() if kind != "text/plain" and _size(value) > RICH]
        shown = {kind: value for kind, value in data.items() if kind not in big}
        plain = str(data.get("text/plain", ""))
        text = self.kept(plain, DISPLAYED)
        if text != plain or self._pieces < 0:
            shown = {"text/plain": text} if text else {}
        elif big:
            shown["text/plain"] = f"{text}\n… Left out: {', '.join(big)}, too large for a browser tab."
        return shown


def _size(value: object) -> int:
    return len(value) if isinstance(value, (str, bytes)) else 0


def load_ipython_extension(shell: Any) -> None:
    """Put the limit between a Pyodide kernel and the page. IPython calls it when the kernel starts."""
    import pyodide_kernel

    limit = Limit()
    streams = [pyodide_kernel.stdout_stream, pyodide_kernel.stderr_stream]
    for stream in streams:
        stream.write = functools.partial(_write, stream.write, limit)
    display, hook = shell.display_pub, shell.displayhook
    publish, show, clear = display.publish, hook.write_format_data, display.clear_output
    said = streams[0].write.args[0]

    def publish_some(data: Any, metadata: Any = None, *given: Any, **named: Any) -> None:
        if shown := limit.of_display(data):
            publish(shown, metadata, *given, **named)

    def show_some(format_dict: Any, md_dict: Any = None) -> None:
        show(limit.of_display(format_dict) or {"text/plain": "…"}, md_dict)

    def clear_and_begin(wait: bool = False) -> None:
        limit.begin()
        clear(wait)

    def tell(result: Any) -> None:
        if sentence := limit.sentence():
            said(f"{sentence}\n")
        if isinstance(getattr(result, "error_in_exec", None), MemoryError):
            said(NO_MEMORY)
        limit.begin()

    display.publish, hook.write_format_data, display.clear_output = publish_some, show_some, clear_and_begin
    shell.events.register("pre_run_cell", lambda *_: limit.begin())
    shell.events.register("post_run_cell", tell)


def _write(write: Callable[[str], object], limit: Limit, text: str) -> None:
    if shown := limit.kept(str(text)):
        write(shown)
