"""Packs the students' pages into one archive, under the names by which a learning platform knows again whose they are.

They are the names of the platform's own download, with the page in the place of the file handed in. Moodle looks for
the participant's number behind the full name (its mod/assign/feedback/file/importziplib.php), Canvas for the numbers of
the user and of the file handed in (its app/models/abstract_assignment.rb). Of others we do not know what they look for.
"""

import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from autograd_lab.errors import LabError
from autograd_lab.grading.collecting.collect import RECEIVED, origin
from autograd_lab.grading.collecting.platforms import PLATFORMS, Owner, owner_of
from autograd_lab.grading.intake.pipeline import read_note
from autograd_lab.grading.run.folder import CourseFolder

TAKES = {  # what to do with the archive
    "Moodle": "upload it there with the assignment's action 'Upload multiple feedback files in a zip'",
    "Canvas": "upload it there with the gradebook's 'Re-Upload Submissions'. Canvas gives each page the name of the "
    "file that was handed in: tell students to rename it to .html",
}


class GiveBackError(LabError, RuntimeError):
    """There is no archive to be made; the text says why, and what to do."""


@dataclass(frozen=True)
class Packed:
    """An archive that was written: for which platform, how many pages are in it, and who has none there, and why."""

    platform: str
    count: int
    left_out: Mapping[str, str] = field(default_factory=dict)

    @property
    def advice(self) -> str:
        """What to do with it."""
        return TAKES[self.platform]


def pack(folder: CourseFolder, name: str, students: Sequence[str], archive: Path) -> Packed:
    """Write the pages of these students, who have one, into `archive`.

    Raises GiveBackError when no student, or when students of two platforms would be in it, or it can be no file.
    """
    if archive.is_dir() or not archive.parent.is_dir():
        raise GiveBackError(f"{archive} is no place for an archive: name a file in a folder that is there")
    names: dict[str, str] = {}
    left_out: dict[str, str] = {}
    platforms = set()
    for student in students:
        platform, download, owner = as_downloaded(folder, student, name)
        if owner and platform in TAKES:
            platforms.add(platform)
            own_name = f"{download.removesuffix(owner.file)}{name}.html"
            names[student] = own_name.encode(errors="replace").decode()
        else:
            left_out[student] = _why(platform, name)
    if not names:
        whose = "; ".join(sorted(set(left_out.values()))) or "nobody has a page"
        raise GiveBackError(f"{archive} is not written: {whose}")
    if len(platforms) > 1:
        both = " and ".join(sorted(platforms))
        raise GiveBackError(f"{archive} is not written: students came from {both}; choose those of one with --student")
    part = archive.with_name(f"{archive.name}.part")
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as packed:
        for student, own_name in names.items():
            packed.write(folder.of("feedback", student, name) / f"{name}.html", own_name)
    part.replace(archive)
    return Packed(platforms.pop(), len(names), left_out)


def as_downloaded(folder: CourseFolder, student: str, name: str) -> tuple[str, str, Owner | None]:
    """The platform that a student's work came from, the path of a file of theirs there, and whose that says it is."""
    note = read_note(origin(folder.root / RECEIVED / student / name))
    platform, download = str(note.get("platform", "")), str(note.get("download", ""))
    return platform, download, owner_of(platform, download) if platform in PLATFORMS else None


def _why(platform: str, name: str) -> str:
    if platform in TAKES:
        return f"`autograd-lab collect {name} DOWNLOAD` has to read the download of {platform} again, for its names"
    if platform in PLATFORMS:
        return f"it is not known under which names {platform} takes many pages at once; give out feedback/ by hand"
    return f"the work did not come in a download of {' or '.join(TAKES)}; give out feedback/ by hand"
