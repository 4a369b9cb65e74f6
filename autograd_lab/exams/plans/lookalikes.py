"""Names that nearly are the one asked for: with a letter of another alphabet, or misspelt."""

import difflib
import unicodedata
from collections.abc import Iterable, Mapping

#: letters that look like a Latin one
_LATIN = dict(
    zip(
        "аеорсухіјѕһԁԛԝкмтвнАВЕКМНОРСТУХІЈЅαορντυκιχγΑΒΕΖΗΙΚΜΝΟΡΤΥΧɡıℓ",
        "aeopcyxijshdqwkmtbhABEKMHOPCTYXIJSaopvtukixyABEZHIKMNOPTYXgil",
        strict=True,
    )
)
FEW = 3


def near(name: str, namespace: Mapping[str, object]) -> list[str]:
    """The functions and classes of a namespace whose names nearly are `name`, three at most."""
    defined = [other for other, value in namespace.items() if callable(value) and not other.startswith("_")]
    alike = [other for other in defined if _skeleton(other) == name]
    return [*alike, *difflib.get_close_matches(name, [n for n in defined if n not in alike], n=FEW, cutoff=0.8)][:FEW]


def near_names_sentence(name: str, found: Iterable[str]) -> str:
    """A sentence about the names that nearly are `name`, with a space in front; empty when there are none."""
    sentences = [_one(name, other) for other in found]
    return "".join(f" {sentence}" for sentence in sentences[:1])


def _one(name: str, other: str) -> str:
    if _skeleton(other) != name:
        return f"There is `{other}`: is it meant?"
    place = next(i for i, letter in enumerate(other) if letter in _LATIN)
    what = unicodedata.name(other[place], "of another alphabet")
    return (
        f"There is `{other}`, which only looks like it: its letter {place + 1} is {what}. Type the name anew on your "
        "keyboard."
    )


def _skeleton(name: str) -> str:
    return "".join(_LATIN.get(letter, letter) for letter in name)
