"""What a command says of an error that has to be expected: a wrong folder, a full disk, a gradebook that is locked."""

from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from autograd_lab.errors import LabError
from autograd_lab.grading.sentences import os_error_text

EXPECTED = (LabError, OSError, SQLAlchemyError)
REMEDIES = {  # what SQLite says of a gradebook, and what to do
    "database is locked": ". Another program writes to it: wait for it or close it, and run this again",
    "file is not a database": ". Put back a copy of gradebook.db; without one, move it away and run "
    "`autograd-lab grade` again: what was given by hand, names and dates are lost",
    "unable to open database file": ". Is its folder there, and may you write to it?",
    "readonly database": ". You need the right to write to it and to its folder",
}


def error_text(error: BaseException) -> str:
    """A sentence on one of the EXPECTED errors, with what to do where that is known."""
    if isinstance(error, LabError):
        return str(error)
    if isinstance(error, OSError):
        return os_error_text(error)
    if isinstance(error, ArgumentError):
        return (
            "the gradebook cannot be found: its address should be like sqlite:////home/me/gradebook.db "
            "or postgresql+pg8000://user@host/course"
        )
    cause = str(getattr(error, "orig", None) or type(error).__name__)  # not the address, which may hold a password
    return f"the gradebook cannot be used: {cause}{next((do for said, do in REMEDIES.items() if said in cause), '')}"
