"""Texts that commands and pages share: a few of many names, what the system says of a file, a table's cell."""

from collections.abc import Sequence


def first_few_names(names: Sequence[str], most: int = 10) -> str:
    """The first `most` names with commas between them, and how many more there are.

    >>> first_few_names(["ada", "ben", "cleo"], most=2)
    'ada, ben and 1 more'
    """
    more = len(names) - most
    return ", ".join(names[:most]) + (f" and {more} more" if more > 0 else "")


def os_error_text(error: OSError) -> str:
    """The system's words for an error, and the file that it is about.

    >>> os_error_text(PermissionError(13, "Permission denied", "gradebook.db"))
    'Permission denied: gradebook.db'
    """
    words = error.strerror or str(error)
    return f"{words}: {error.filename}" if error.filename else words


def spreadsheet_text(text: str) -> str:
    """The text with a quote before it where a spreadsheet would run it as a formula.

    >>> spreadsheet_text("=1+1"), spreadsheet_text("ada")
    ("'=1+1", 'ada')
    """
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
