"""Puts the files of a download into received/, as they are, with a note beside each student's of where they are from.

What is there already is set aside for newer work alone: an older download takes nobody's newer work away.
"""

import json
import re
import shutil
import stat
import tempfile
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath

from autograd_lab.errors import LabError
from autograd_lab.grading.collecting import downloads, platforms
from autograd_lab.grading.collecting.ages import Age, age_of, age_on_note, later_age, why_older
from autograd_lab.grading.collecting.renaming import EARLIER, RECEIVED, free_place, settled_ids
from autograd_lab.grading.intake import archives
from autograd_lab.grading.intake.files import file_mode, read_note
from autograd_lab.grading.intake.repair_notes import Repair
from autograd_lab.grading.sentences import os_error_text
from autograd_lab.lab.files import write_whole

ARCHIVE = re.compile(r"\.(zip|tar|gz|bz2|xz|tgz|tbz2?|txz)$", re.IGNORECASE)
REPLACED = "the download holds what newer work has replaced already"

Files = list[tuple[downloads.Member, platforms.Owner]]


class CollectError(LabError, RuntimeError):
    """Nothing was collected; the text says what to do."""


@dataclass
class Received:
    """What became of a download: whose work is in it, and the reasons by student where it was not taken.

    failed    whose files could not be read or written
    left_out  whose work is older than what is here
    returned  those who were collected before and taken out by hand: a note of theirs is left
    """

    students: set[str] = field(default_factory=set)
    failed: dict[str, str] = field(default_factory=dict)
    left_out: dict[str, str] = field(default_factory=dict)
    returned: set[str] = field(default_factory=set)


def receive(
    course: Path,
    name: str,
    source: Path,
    roster: Mapping[str, str],
    into: Path,
    *,
    before: Mapping[str, str],
    older: bool = False,
) -> Received:
    """Copy the files of a download to `into`/<student>/<name>/, the latest attempt of each, with a note beside.

    `into` is received/, or what stands for it. Who has an id in received/ keeps it, unless the class list has another;
    `before` are the ids there of those who have another id by now. Work older than what is in received/ is taken only
    if `older` says so.

    Returns whose files there are, and whose were not taken: an error costs its own student only.
    """
    files = downloads.members(source)
    platform, owners = platforms.recognise_platform([member.path for member in files], name)
    folders = downloads.empty_folders(source)
    platform, nobodys = platforms.owners_of_empty_folders(platform, folders, [member.path for member in files], name)
    fresh = platforms.student_ids([*owners.values(), *nobodys.values()], roster)
    ids = settled_ids(course / RECEIVED, name, platform, fresh, roster)
    of_student: defaultdict[str, dict[str, list[tuple[downloads.Member, platforms.Owner]]]]
    of_student = defaultdict(lambda: defaultdict(list))
    for member in files:
        if owner := owners.get(member.path):
            attempt = "" if platform == "Canvas" else owner.attempt  # there it numbers files, not attempts
            of_student[ids[owner.student, owner.number]][attempt].append((member, owner))
    for path, owner in nobodys.items():
        student = ids[owner.student, owner.number]
        if student not in of_student and not may_exist(course / RECEIVED / student / name):
            of_student[student][""] = [(downloads.Member(path, bytes), owner)]
    if not of_student:
        what = "no file in it says" if files else "it is empty, so nothing says"
        raise CollectError(f"{source}: {what} whose it is: put each student's files into a folder of their own")
    outcome = Received(set(of_student))
    for student, attempts in of_student.items():
        there = course / RECEIVED / before.get(student, student) / name
        try:
            is_back = note_path(there).exists() and not there.exists()
            why = _receive_student(into / student / name, there, platform, attempts, older=older)
        except OSError as error:
            outcome.failed[student] = os_error_text(error)
        else:
            outcome.left_out |= {student: why} if why else {}
            outcome.returned |= {student} if is_back else set()
    return outcome


def _receive_student(place: Path, there: Path, platform: str, attempts: Mapping[str, Files], *, older: bool) -> str:
    """Copy the last of a student's attempts to `place`, and write the note beside it.

    Returns why nothing was copied, where the files in `there` are newer; "" as a rule.
    """
    last = attempts[max(attempts)]
    age, before = age_of(platform, last), read_note(note_path(there))
    notes = [
        Repair("name", f"{owner.file} is {member.refused}: it was not opened.")
        for member, owner in last
        if member.refused
    ]
    with tempfile.TemporaryDirectory(prefix="autograd-lab-") as scratch:
        fresh = Path(scratch) / "fresh"
        notes += _unpack_all(fresh, last)
        same = there.exists() and _holds_same_files(fresh, there)
        if same:
            age = later_age(age, age_on_note(before, platform))
        elif not older and there.exists() and (why := _why_older(age, fresh, there, before, platform)):
            return why
        _put(fresh, place)
    if any(owner.late for _, owner in last):
        notes.append(Repair("name", f"{platform} marks it as late."))
    if len(attempts) > 1:
        notes.append(Repair("name", f"{len(attempts)} attempts were handed in: the last one is graded."))
    named = min((member.path for member, _ in last), key=lambda path: (not path.lower().endswith(".ipynb"), path))
    owner = last[0][1]
    about: Mapping[str, object] = {
        "platform": platform,
        "download": named,
        "student": owner.student,
        "number": owner.number,
    }
    if platform not in platforms.PLATFORMS and before.get("platform") in platforms.PLATFORMS:
        # by which the student still gets pages and grades back
        about = {key: before[key] for key in about if key in before}
    write_whole(note_path(place), note_bytes({**about, **asdict(age)}, notes))
    return ""


def _why_older(age: Age, fresh: Path, there: Path, before: Mapping[str, object], platform: str) -> str:
    """Why the files in `fresh` are older than those in `there`, as a clause; "" where nothing says that they are."""
    known = age_on_note(before, platform)
    if why := why_older(age, known):
        return why
    earlier = (there.parent / EARLIER).glob(f"{there.name}-*")  # also those of a set whose name begins like this one's
    replaced = any(_holds_same_files(fresh, one) for one in earlier if one.name[len(there.name) + 1 :].isdecimal())
    return REPLACED if replaced and not age.is_surely_later_than(known) else ""


def _unpack_all(fresh: Path, files: Files) -> list[Repair]:
    """Write a student's files into a new folder, and then beside them those in their archives.

    So what was handed in keeps its names. Returns what is to be said: what was refused, and what got another name.
    """
    fresh.mkdir()
    notes, packed, clashes = list[Repair](), list[Path](), Counter[Path]()
    for member, owner in files:
        if not member.refused and owner.file != platforms.NOTHING:
            target, renamed = _write_below(fresh, owner.file, member.read(), clashes)
            notes += renamed
            packed += [target] if ARCHIVE.search(owner.file) else []
    for archive in packed:
        for found in archives.unpacked_files(archive.read_bytes(), archive.relative_to(fresh).as_posix()):
            if found.refused:
                notes.append(found.as_repair())
            else:
                notes += _write_below(fresh, found.path, found.data, clashes)[1]
    return notes


def _put(fresh: Path, folder: Path) -> None:
    """Move a student's files to their folder, setting an earlier collection aside."""
    if folder.exists() and _holds_same_files(fresh, folder):
        return
    if folder.exists():
        _set_aside(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(fresh, folder)


def _holds_same_files(fresh: Path, folder: Path) -> bool:
    """Whether two folders hold the same files with the same bytes."""
    old, new = ({path.relative_to(top): path for path in top.rglob("*") if path.is_file()} for top in (folder, fresh))
    return old.keys() == new.keys() and all(old[name].read_bytes() == new[name].read_bytes() for name in new)


def _set_aside(folder: Path) -> None:
    """Move what was collected earlier to received/<student>/.earlier/<name>-1 and so on."""
    earlier = folder.parent / EARLIER
    earlier.mkdir(exist_ok=True)
    folder.rename(free_place(earlier / f"{folder.name}-1"))


def _write_below(folder: Path, path: str, data: bytes, clashes: Counter[Path]) -> tuple[Path, list[Repair]]:
    """Write a file below the folder at a path that the student chose; `..` and a leading `/` in it are dropped.

    Nothing is written over. Returns where the file is, and a repair where it got another name; `clashes` counts those.
    """
    parts = [part.encode("utf-8", "replace")[:200].decode("utf-8", "ignore") for part in PurePosixPath(path).parts]
    wanted = folder.joinpath(*([part for part in parts if part not in ("/", "..", ".")] or ["file"]))
    try:
        target = _free_name(wanted, data, clashes)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    except OSError:  # a file where this one needs a folder
        target = _free_name(folder / wanted.name, data, clashes)
        target.write_bytes(data)
    if target == wanted:
        return target, []
    instead = target.relative_to(folder).as_posix()
    return target, [Repair("name", f"The place of {wanted.name} is taken: this one is kept as {instead}.")]


def _free_name(path: Path, data: bytes, clashes: Counter[Path]) -> Path:
    """The path; where another file or a folder is there already, the same with a number before its name."""
    free = path
    while free.exists() and not (free == path and path.is_file() and path.read_bytes() == data):
        clashes[path] += 1
        free = path.with_name(f"{clashes[path]}-{path.name}")
    return free


def may_exist(path: Path) -> bool:
    """Whether the path exists and is no link, or cannot be looked at and so may exist."""
    try:
        mode = file_mode(path)
    except OSError:
        return True
    return bool(mode) and not stat.S_ISLNK(mode)


def note_path(folder: Path) -> Path:
    """The path of the note beside a student's received files: their platform, a name there, and repairs."""
    return folder.with_name(f"{folder.name}.json")


def note_bytes(about: Mapping[str, object], repairs: list[Repair]) -> bytes:
    """A note on a submission as JSON; lone surrogates of odd file names are written with a backslash."""
    noted = {**about, "repairs": [{"kind": repair.kind, "text": repair.text} for repair in repairs]}
    return (json.dumps(noted, indent=1, ensure_ascii=False) + "\n").encode(errors="backslashreplace")
