"""What the intake put right in a submission, said so that instructor and student can follow it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Repair:
    """One thing that was put right: `kind` is one of KINDS, `text` a sentence."""

    kind: str
    text: str

    def __str__(self) -> str:
        return self.text


KINDS = (
    "file",  # the file was packed, empty, or no notebook
    "encoding",  # the bytes were not UTF-8
    "json",  # the text was not JSON
    "format",  # the JSON was no notebook of today
    "metadata",  # nbgrader's metadata were missing or changed
    "cells",  # cells were deleted, copied, moved, or turned into something else
    "name",  # the file had another name or stood in another place
)
