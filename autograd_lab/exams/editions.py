"""The editions of its exams that a released notebook states, in the notebook's own metadata.

`make sync` writes them, the grader reads them; a notebook that states none comes from before there were any.
"""

from collections.abc import Mapping, MutableMapping
from typing import Any

KEY = "autograd_lab_editions"


def state_edition(metadata: MutableMapping[str, Any], name: str, edition: int) -> None:
    """Write into a notebook's metadata which edition of the exam `name` it asks.

    >>> metadata = {}
    >>> state_edition(metadata, "ps6", 2)
    >>> metadata
    {'autograd_lab_editions': {'ps6': 2}}
    """
    metadata[KEY] = {**stated_editions(metadata), name: edition}


def stated_editions(metadata: Mapping[str, Any]) -> dict[str, int]:
    """The editions that a notebook's metadata state, by the exam's name; what is no number is left out.

    >>> stated_editions({"autograd_lab_editions": {"ps6": 2, "ps7": "two"}})
    {'ps6': 2}
    """
    found = metadata.get(KEY)
    if not isinstance(found, Mapping):
        return {}
    return {str(name): number for name, number in found.items() if isinstance(number, int) and number > 0}
