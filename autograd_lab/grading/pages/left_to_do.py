"""What is left for a person to do when a class is graded, counted in one sentence."""

from collections.abc import Iterable
from pathlib import Path

from autograd_lab.grading.run.record import RunRecord
from autograd_lab.grading.run.sheet import Sheet


def left_to_do_sentences(graded: Iterable[tuple[Sheet, RunRecord]], page: Path) -> list[str]:
    """The sentence that counts files that could not be read and answers that wait, and names the page that lists them.

    None where nothing is left to do.
    """
    sheets_and_records = list(graded)
    unreadable = sum(bool(record.unreadable) for _, record in sheets_and_records)
    waiting = sum(len(sheet.waiting) for sheet, _ in sheets_and_records)
    said = [f"{unreadable} {'file' if unreadable == 1 else 'files'} could not be read"] * bool(unreadable)
    if waiting:
        said.append("1 answer waits for a person" if waiting == 1 else f"{waiting} answers wait for a person")
    return [f"{'; '.join(said)}: see {page}"] if said else []
