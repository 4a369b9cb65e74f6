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
from autograd_lab.grading.collecting.platforms import PLATFORMS, Owner, owner_of
from autograd_lab.grading.collecting.receiving import note_path
from autograd_lab.grading.collecting.renaming import RECEIVED
from autograd_lab.grading.course_folder import CourseFolder
from autograd_lab.grading.intake.files import read_note
from autograd_lab.lab.files import replaced

TAKES = {  # what to do with the archive
    "Moodle": "upload it there with the assignment's action 'Upload multiple feedback files in a zip'",
    "Canvas": "upload it there with the gradebook's 'Re-Upload Submissions'. Canvas gives each page the name of the "
    "file that was handed in: tell students to rename it to .html",
}


class GiveBackError(LabError, RuntimeError):
    """There is no archive to be made; the text says why, and what to do."""


@dataclass(frozen=True)
class Packed:
    """An archive that was written: its platform, the number of its pages, and whose page is left out, and why."""

    platform: str
    count: int
    left_out: Mapping[str, str] = field(default_factory=dict)

    @property
    def advice(self) -> str:
        """The instruction how to upload it."""
        return TAKES[self.platform]


def pack_pages(folder: CourseFolder, name: str, students: Sequence[str], archive: Path) -> Packed:
    """Write the pages of these students, each of whom has one, into `archive`.

    Raises GiveBackError when nobody's page or pages for two platforms would be in it, or no file can be written there.
    """
    if archive.is_dir() or not archive.parent.is_dir():
        raise GiveBackError(f"{archive} is no place for an archive: name a file in a folder that is there")
    names: dict[str, str] = {}
    left_out: dict[str, str] = {}
    platforms = set()
    for student in students:
        platform, download, owner = download_origin(folder, student, name)
        if owner and platform in TAKES:
            platforms.add(platform)
            own_name = f"{download.removesuffix(owner.file)}{name}.html"
            names[student] = own_name.encode(errors="replace").decode()
        else:
            left_out[student] = _left_out_reason(platform, name)
    if not names:
        whose = "; ".join(sorted(set(left_out.values()))) or "nobody has a page"
        raise GiveBackError(f"{archive} is not written: {whose}")
    if len(platforms) > 1:
        both = " and ".join(sorted(platforms))
        raise GiveBackError(f"{archive} is not written: students came from {both}; choose those of one with --student")
    with replaced(archive) as new, zipfile.ZipFile(new, "w", zipfile.ZIP_DEFLATED) as packed:
        for student, own_name in names.items():
            packed.write(folder.step_folder("feedback", student, name) / f"{name}.html", own_name)
    return Packed(platforms.pop(), len(names), left_out)


def download_origin(folder: CourseFolder, student: str, name: str) -> tuple[str, str, Owner | None]:
    """The platform that a student's work came from, the path of a file in its download, and the owner by that path."""
    note = read_note(note_path(folder.root / RECEIVED / student / name))
    platform, download = str(note.get("platform", "")), str(note.get("download", ""))
    return platform, download, owner_of(platform, download) if platform in PLATFORMS else None


def _left_out_reason(platform: str, name: str) -> str:
    """The reason why a page is not in the archive, and what to do about it."""
    if platform in TAKES:
        return f"`autograd-lab collect {name} DOWNLOAD` has to read the download of {platform} again, for its names"
    if platform in PLATFORMS:
        return f"it is not known under which names {platform} takes many pages at once; give out feedback/ by hand"
    return f"the work did not come in a download of {' or '.join(TAKES)}; give out feedback/ by hand"
