"""Makes texts of a student's code safe to save: lone surrogates are replaced, errors without a message are named."""


def printable(text: str) -> str:
    """`text` as a plain str in which each lone surrogate, which UTF-8 cannot encode, is `?`.

    >>> printable("a\\ud800b")
    'a?b'
    """
    if type(text) is str and text.isascii():
        return text
    return str.encode(text, "utf-8", "replace").decode()


def message_of(error: BaseException | str) -> str:
    """The message of an exception or a warning of any class; never raises, though its `__str__` may.

    Of a SyntaxError it is the bare message: `str()` would add the name of a file that nobody has seen.
    """
    try:
        return printable(str(error.msg if isinstance(error, SyntaxError) else error))
    except BaseException:  # a broken __str__ can raise anything, SystemExit too
        return "(this exception cannot be printed)"
