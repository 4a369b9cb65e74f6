"""One explanation of the numbers, and what several of them have in common."""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace

#: kinds that say in a roundabout way what another may say plainly: x·x is a square
ROUNDABOUT = ("found-mixed", "found-through", "found-again", "found-exchanged", "found-operation")
ADDS_A_VALUE = ("found-added", "found-again")
MANY = 3  # so many ingredients can be listed in a sentence


@dataclass(frozen=True)
class Explanation:
    """An entry of the catalogue with what fills its texts; `besides` is a second mistake on top."""

    kind: str
    it: str = ""
    other: str = ""
    besides: str = ""


def _same_end(words: Collection[str]) -> bool:
    """Whether all of them speak of the last one, or all of the first."""
    return any(all(end in text for text in words) for end in ("last", "first"))


def _least_cut(found: list[Explanation]) -> list[Explanation]:
    """The explanations without those that clip on both sides, where clipping on one gives the same numbers."""
    one_sided = {one.it for one in found if one.kind == "found-clipped" and one.other.startswith("at ")}
    return [one for one in found if one.it not in one_sided or not one.other.startswith("between ")]


def _plainest(values: Collection[str]) -> list[str]:
    """Names of the same value without those that hold another of them: "P for dV" says no more than "P"."""
    return [
        one for one in values if not any(re.search(rf"\b{re.escape(other)}\b", one) for other in values if other != one)
    ]


def common_explanation(found: Collection[Explanation]) -> Explanation | None:
    """What all of the explanations say; None where they say nothing in common.

    >>> common_explanation([Explanation("found-power", "r", "the square of"), Explanation("found-absolute", "r")])
    Explanation(kind='found-changed', it='r', other='', besides='')
    """
    alike = _least_cut(list(dict.fromkeys(found)))
    if len(alike) < 2:
        return alike[0] if alike else None
    kinds, names = dict.fromkeys(one.kind for one in alike), dict.fromkeys(one.it for one in alike)
    others = dict.fromkeys(one.other for one in alike)
    if kinds.keys() <= {"found-exchanged"}:  # its other is a value, however it is called
        others = dict.fromkeys(_plainest(others))
    if kinds.keys() <= {*ADDS_A_VALUE}:
        names = dict.fromkeys(_plainest(names))
    besides = {one.besides for one in alike}
    if len(besides) > 1:
        return common_explanation([replace(one, besides="found-besides") for one in alike])
    if len(kinds) == 1 and len(names) <= MANY and len(others) <= MANY and 1 in (len(names), len(others)):
        return replace(alike[0], it=" or ".join(names), other=" or ".join(others))
    if len(kinds) == 1 and len(others) == 1:
        return alike[-1]  # one chain of ingredients; the last of them is the nearest to the answer
    if len(kinds) == 1 and len(alike) <= MANY:
        more = "; ".join(f"or {one.it}: {one.other}" for one in alike[1:])
        return replace(alike[0], other=f"{alike[0].other} ({more})")
    cut = [one for one in alike if one.kind == "found-operation"]
    if len(cut) == 1 and kinds.keys() == {"found-operation", "found-short"} and _same_end([one.other for one in alike]):
        return cut[0]
    if len(names) == 1 and not kinds.keys() & {*ROUNDABOUT}:
        return Explanation("found-changed", alike[0].it, "", alike[0].besides)
    for roundabout in ROUNDABOUT:
        plainer = [one for one in alike if one.kind != roundabout]
        if 0 < len(plainer) < len(alike):
            return common_explanation(plainer)
    return None
