"""Whose time of handing in is not known, although it should be: such work counts as on time, or by an earlier time."""

from collections import defaultdict
from collections.abc import Mapping

from autograd_lab.grading.course_folder import TIMESTAMP, Submitted
from autograd_lab.grading.run.assignment import Assignment
from autograd_lab.grading.sentences import first_few_names, os_error_text


def time_faults(assignment: Assignment) -> dict[str, str]:
    """A clause for each student whose time cannot be read, or has gone, or is missing beside a due date and others'.

    Where nobody's time is known, as after a download from most platforms, nothing is said.
    """
    due, known = assignment.grades.times()
    faults: dict[str, str] = {}
    timed = due is not None and any(known.values())
    for one in assignment.submissions():
        why, noted = _fault(one), known.get(one.student)
        if why is None or not (why or noted or timed):
            continue
        counts = f"{noted:%Y-%m-%d %H:%M:%S} UTC counts, as noted before" if noted else "counts as handed in on time"
        faults[one.student] = f"{why or f'there is no {TIMESTAMP}'}: {counts}"
    return faults


def time_sentences(faults: Mapping[str, str]) -> list[str]:
    """The faults in a line each, with whose they are."""
    students: defaultdict[str, list[str]] = defaultdict(list)
    for student, fault in sorted(faults.items()):
        students[fault].append(student)
    return [f"time of handing in: {first_few_names(names)}: {fault}" for fault, names in students.items()]


def _fault(one: Submitted) -> str | None:
    """What is wrong with the note of a student's time: None where it holds one, "" where there is no note."""
    try:
        return None if one.timestamp else one.time_fault
    except OSError as error:
        return f"{TIMESTAMP} cannot be read ({os_error_text(error)})"
