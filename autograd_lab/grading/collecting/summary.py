"""What `autograd-lab collect` says at its end: whom it took in, what was put right, and how it read the download."""

from collections import Counter
from pathlib import Path

from autograd_lab.grading.collecting import downloads, platforms
from autograd_lab.grading.collecting.collection import FAILED, Collected
from autograd_lab.grading.collecting.renaming import RECEIVED
from autograd_lab.grading.collecting.roster import Roster
from autograd_lab.grading.course_folder import CourseFolder
from autograd_lab.grading.intake.transplant import ANOTHER_NOTEBOOK
from autograd_lab.grading.sentences import first_few_names

TAKEN = ("new", "changed", "as before")  # what work is that was taken in


def reading_sentences(source: Path, name: str) -> list[str]:
    """Sentences on how a download was read: by which platform's rule, and which files are nobody's by their name."""
    paths = [member.path for member in downloads.members(source)]
    platform, owners = platforms.recognise_platform(paths, name)
    by = f"as {platform} names its files" if platform in platforms.PLATFORMS else platform
    said = [f"{source}: read {by}."]
    if nobodys := [path for path in paths if path not in owners]:
        which = "1 file is" if len(nobodys) == 1 else f"{len(nobodys)} files are"
        said.append(
            f"{which} nobody's by its name, and left out: {first_few_names(nobodys)}. If a student handed it in, "
            "put it into a folder that is called like the student, and collect the folder around that."
        )
    return said


def collection_summary(
    collected: list[Collected], course: Path, name: str, roster: Roster | None = None, *, dry_run: bool = False
) -> str:
    """The text that the command prints: every repair, the number of submissions, what could not be read, and whom the
    class list lacks.

    Of those who are not in the download only what has changed is told.
    """
    told = [one for one in collected if not one.elsewhere or one.state != "as before"]
    mended = [one for one in told if one.put_right and not one.unreadable and one.state != FAILED]
    lines = [f"{one.student}: {FAILED}: {one.file}" for one in told if one.state == FAILED]
    for one in mended:
        lines += [f"{one.student}:", *(f"  {said}" for said in one.put_right)]
    repairs = f"what was put right in {len(mended)} is listed above." if mended else "nothing had to be put right."
    lines.append(f"{_count_clause(collected, name)}; {repairs}")
    lines += _whose_sentences(told)
    if back := [one.student for one in told if one.returned]:
        lines.append(
            f"taken out of received/ before, and {'in it again' if not dry_run else 'would be in it again'}: "
            f"{first_few_names(back)}"
        )
    strange = sum(not one.file or any(repair.text == ANOTHER_NOTEBOOK for repair in one.repairs) for one in told)
    if strange > len(told) / 2:
        hold = "of them holds" if strange == 1 else "of them hold"
        lines.append(f"{strange} {hold} none of the answers of {name}: is it the right download?")
    lines += _unreadable_sentences(told)
    if newer := [one for one in told if one.left_out]:
        head = "1 has newer work here than in the download, and keeps it:"
        lines.append(
            head if len(newer) == 1 else f"{len(newer)} have newer work here than in the download, and keep it:"
        )
        lines += [f"  {one.student}: {one.left_out}" for one in newer]
        lines.append("`--older` takes the download's all the same.")
    lines += roster.mismatch_sentences([one.student for one in collected]) if roster else []
    if not dry_run:
        graded = CourseFolder(course).step_folder("submitted", "", "")
        lines.append(f"As handed in: {course / RECEIVED}. To be graded: {graded}")
    return "\n".join(lines)


def _count_clause(collected: list[Collected], name: str) -> str:
    """How many submissions there are, and of what state; those in the download apart where there are others too."""
    many = "1 submission" if len(collected) == 1 else f"{len(collected)} submissions"
    here, others = ([one for one in collected if one.elsewhere is there] for there in (False, True))
    if not others:
        return f"{many} to {name} ({_states(here)})"
    before = "" if all(one.state == "as before" for one in others) else f" ({_states(others)})"
    other = "1 other" if len(others) == 1 else f"{len(others)} others"
    return f"{many} to {name}: {len(here)} in this download ({_states(here)}), {other} collected before{before}"


def _states(collected: list[Collected]) -> str:
    """How many are in each state: "2 new, 1 as before"."""
    count = Counter(one.state for one in collected)
    return ", ".join(f"{count[state]} {state}" for state in (*TAKEN, FAILED) if count[state])


def _unreadable_sentences(collected: list[Collected]) -> list[str]:
    """Whose file could not be read, and why, with what else is to be said of it; they are counted here alone."""
    unread = [one for one in collected if one.unreadable]
    if not unread:
        return []
    many = (
        "1 file could not be read, and counts"
        if len(unread) == 1
        else f"{len(unread)} files could not be read, and count"
    )
    lines = [f"  {one.student}: {' '.join([one.unreadable, *one.put_right])}" for one in unread]
    return [f"{many} 0 points as {'it is' if len(unread) == 1 else 'they are'}:", *lines]


def _whose_sentences(collected: list[Collected]) -> list[str]:
    """Whose work is new, whose has changed and whose is as before, a line each; a few names of many."""
    of_state = {state: [one.student for one in collected if one.state == state] for state in TAKEN}
    return [f"{state}: {first_few_names(names)}" for state, names in of_state.items() if names]
