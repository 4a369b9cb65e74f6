"""Words of the catalogues as they stand in Markdown: literally, and with one full stop at the end."""

import re

_CODE = re.compile(r"(`[^`]+`)")
_SIGNS = re.compile(r"[\\`*_\[\]<$~]")


def literal(text: str) -> str:
    r"""The text with Markdown's signs escaped, so that a reader sees each as it is; code in backticks stays code.

    >>> print(literal("* for @, h_t and `+=`"))
    \* for @, h\_t and `+=`
    """
    parts = _CODE.split(text)
    return "".join(part if at % 2 else _SIGNS.sub(r"\\\g<0>", part) for at, part in enumerate(parts))


def sentence(text: str) -> str:
    """The text with a full stop behind it, unless it ends one already.

    >>> sentence("Exercise 8.4"), sentence("Who gets the praise?")
    ('Exercise 8.4.', 'Who gets the praise?')
    """
    return text if text.endswith((".", "?", "!")) else f"{text}."
