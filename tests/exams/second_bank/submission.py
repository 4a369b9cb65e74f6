"""What a student hands in, as text, and what is wrong with it, in plain English."""

import linecache
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Submission:
    """A wrong answer to `question`: its source, and the `truth`, written before anybody looked at the catalogue."""

    question: str
    slug: str
    truth: str
    source: str

    @property
    def key(self) -> str:
        """Its key in `NAMES` and `SAME`."""
        return f"{self.question}/{self.slug}"

    def load(self, prelude: str, wanted: Sequence[str]) -> dict[str, Callable[..., Any]]:
        """Functions or classes by name, of a namespace like the notebook's: imports and earlier functions are there."""
        names: dict[str, Any] = {"np": np, "math": math, "__name__": "__main__"}
        exec(compile(prelude, "<earlier cells>", "exec"), names)
        place = f"<{self.key}>"
        linecache.cache[place] = (len(self.source), None, self.source.splitlines(keepends=True), place)
        exec(compile(self.source, place, "exec"), names)
        return {name: names[name] for name in wanted if name in names}


def edited(source: str, *edits: tuple[str, str]) -> str:
    """A longer source in which a student has written some places otherwise; each place is there exactly once."""
    for old, new in edits:
        if source.count(old) != 1:
            raise ValueError(f"{old!r} is there {source.count(old)} times")
        source = source.replace(old, new)
    return source
