"""The numbers in a text that give an answer away."""

import re

_NUMBER = re.compile(r"(?<![\w.])[−-]?\d[\d,]*(?:\.\d+)?(?![\w.]*\d)")
_TELLING = 3  # digits: a shorter number stands in many places
_NO_TEXT = re.compile(r"```.*?```|\{\{.*?\}\}|\(\S*?\.ipynb[^)]*\)|https?://\S+", re.DOTALL)


def telling_numbers(text):
    """The numbers in a text that a reader would recognise: of three digits or more, as they are written."""
    found = {number.lstrip("−-") for number in _NUMBER.findall(_NO_TEXT.sub(" ", text))}
    return {number for number in found if sum(c.isdigit() for c in number.lstrip("0.")) >= _TELLING}
