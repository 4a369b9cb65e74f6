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


def collection_summary(collected: list[Collected], course: Path, name: str, roster: Roster | None = None) -> str:
    """The text that the command prints: every repair, the number of submissions, what could not be read, and whom the
    class list lacks.
    """
    folder, lines = CourseFolder(course), []
    for one in collected:
        if one.state == FAILED:
            lines.append(f"{one.student}: {FAILED}: {one.file}")
        elif one.repairs:
            lines += [f"{one.student}:", *(f"  {repair}" for repair in one.repairs)]
    count = Counter(one.state for one in collected)
    states = ", ".join(f"{count[state]} {state}" for state in (*TAKEN, FAILED) if count[state])
    mended = sum(bool(one.repairs) for one in collected)
    many = "submission" if len(collected) == 1 else "submissions"
    repairs = f"what was put right in {mended} is listed above." if mended else "nothing had to be put right."
    lines.append(f"{len(collected)} {many} to {name} ({states}); {repairs}")
    lines += _whose_sentences(collected)
    strange = sum(not one.file or any(repair.text == ANOTHER_NOTEBOOK for repair in one.repairs) for one in collected)
    if strange > len(collected) / 2:
        hold = "of them holds" if strange == 1 else "of them hold"
        lines.append(f"{strange} {hold} none of the answers of {name}: is it the right download?")
    if unread := [one for one in collected if one.unreadable]:
        one_file, files = (
            "1 file could not be read, and counts 0 points as it is:",
            "files could not be read, and count 0",
        )
        lines.append(one_file if len(unread) == 1 else f"{len(unread)} {files} points as they are:")
        lines += [f"  {one.student}: {one.unreadable}" for one in unread]
    if newer := [one for one in collected if one.kept]:
        head = "1 has newer work here than in the download, and keeps it:"
        lines.append(
            head if len(newer) == 1 else f"{len(newer)} have newer work here than in the download, and keep it:"
        )
        lines += [f"  {one.student}: {one.kept}" for one in newer]
        lines.append("`--older` takes the download's all the same.")
    lines += roster.mismatch_sentences([one.student for one in collected]) if roster else []
    lines.append(f"As handed in: {course / RECEIVED}. To be graded: {folder.step_folder('submitted', '', '')}")
    return "\n".join(lines)


def _whose_sentences(collected: list[Collected]) -> list[str]:
    """Whose work is new, whose has changed and whose is as before, a line each; a few names of many."""
    of_state = {state: [one.student for one in collected if one.state == state] for state in TAKEN}
    return [f"{state}: {first_few_names(names)}" for state, names in of_state.items() if names]
