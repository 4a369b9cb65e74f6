"""The owners of downloaded files, from the names that learning platforms give to files."""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

FOLDERS, FILES = "one folder per student", "one file per student"
LONGEST_ID = 80
NOTHING = "nothing"  # stands for a file in a folder that is empty


@dataclass(frozen=True)
class Owner:
    """The student who owns a file of a download, as the platform names them, and the file's own name.

    `number` distinguishes students of the same name; `attempt` orders several hand-ins of one student, the last counts.
    """

    student: str
    file: str
    number: str = ""
    attempt: str = ""
    late: bool = False


PLATFORMS: dict[str, tuple[re.Pattern[str], ...]] = {
    # Ada Lovelace_1234567_assignsubmission_file_/ps1.ipynb, without folders …_file_ps1.ipynb
    "Moodle": (
        re.compile(r"^(?P<student>[^/]+?)_(?P<number>\d+)_assignsubmission_[a-z]+_?/(?P<file>.+)$"),
        re.compile(r"^(?P<student>[^/]+?)_(?P<number>\d+)_assignsubmission_[a-z]+_(?P<file>[^/]+)$"),
    ),
    # lovelaceada_12345_678901_ps1.ipynb, lovelaceada_LATE_12345_678901_ps1-1.ipynb, anon_a1B2c_678901_ps1.ipynb
    "Canvas": (
        re.compile(r"^(?P<student>[^/_]+?)(?P<late>_LATE)?_(?P<number>\d+)_(?P<attempt>\d+)_(?P<file>[^/]+)$"),
        re.compile(r"^(?P<student>anon_[^/_]+?)(?P<late>_LATE)?_(?P<attempt>\d+)_(?P<file>[^/]+)$"),
    ),
    # Problem set 1_alovelace_attempt_2026-11-20-23-59-00_ps1.ipynb
    "Blackboard": (re.compile(r"^[^/]+_(?P<student>[^/_]+)_attempt_(?P<attempt>\d{4}(?:-\d\d){5})_(?P<file>[^/]+)$"),),
    # 123456-789012 - Ada Lovelace - Nov 20, 2026 1159 PM/ps1.ipynb
    "Brightspace": (
        re.compile(r"^(?P<number>\d+)-\d+ ?- (?P<student>[^/]+?) ?- (?P<attempt>[A-Z][a-z]+ \d[^/]*)/(?P<file>.+)$"),
    ),
}


def recognise_platform(paths: Iterable[str], name: str) -> tuple[str, dict[str, Owner]]:
    """The platform that a download of problem set `name` comes from, and the owner of each file that has one."""
    paths = list(paths)
    for platform in PLATFORMS:
        owners = {path: owner for path in paths if (owner := owner_of(platform, path))}
        if len(owners) > len(paths) / 2:
            return platform, owners
    if any("/" in path for path in paths):
        return FOLDERS, _owners_by_folder(paths, name)
    return FILES, {
        path: Owner(_student_in_file_name(path, name), path) for path in paths if path.lower().endswith(".ipynb")
    }


def owners_of_empty_folders(
    platform: str, folders: Iterable[str], paths: Iterable[str], name: str
) -> tuple[str, dict[str, Owner]]:
    """The platform and the owner of each folder that holds nothing, beside the files `paths` of the same download.

    An owner stands under the path of a file that might have been in the folder.
    """
    might_be, paths = [f"{folder}/{NOTHING}" for folder in folders], list(paths)
    if not might_be:
        return platform, {}
    if not paths:
        return recognise_platform(might_be, name)
    if platform in PLATFORMS:
        return platform, {path: owner for path in might_be if (owner := owner_of(platform, path))}
    owners = _owners_by_folder([*paths, *might_be], name) if platform == FOLDERS else {}
    return platform, {path: owner for path, owner in owners.items() if path in might_be}


def owner_of(platform: str, path: str) -> Owner | None:
    """The owner of a file by the platform's rule for names, None where the name does not follow it.

    >>> owner_of("Moodle", "Ada Lovelace_1234567_assignsubmission_file_/ps1.ipynb")
    Owner(student='Ada Lovelace', file='ps1.ipynb', number='1234567', attempt='00000000000000000000', late=False)
    """
    for pattern in PLATFORMS[platform]:
        if found := pattern.match(path):
            parts = {key: value or "" for key, value in found.groupdict().items()}
            attempt = _sortable(parts.get("attempt", ""))
            number, late = parts.get("number", ""), bool(parts.get("late"))
            return Owner(parts["student"], parts["file"], number, attempt, late)
    return None


def _sortable(attempt: str) -> str:
    """An attempt's number or date as text that sorts in the order of time."""
    for shape in ("%b %d, %Y %I%M %p", "%B %d, %Y %I%M %p", "%b %d, %Y %I:%M %p"):
        try:
            return datetime.strptime(attempt, shape).isoformat()
        except ValueError:
            continue
    return attempt.zfill(20)


def _owners_by_folder(paths: list[str], name: str) -> dict[str, Owner]:
    """The owner of each file: its first folder, or its second where one folder is around all (submissions/ada/…)."""
    split = {path: path.split("/") for path in paths if "/" in path}
    wrapped = len({parts[0] for parts in split.values()}) == 1 and all(
        len(parts) > 2 and parts[1] != name for parts in split.values()
    )
    owners = {}
    for path, parts in split.items():
        student, *rest = parts[1:] if wrapped else parts
        rest = rest[1:] if len(rest) > 1 and rest[0] == name else rest  # nbgrader's own ada/ps1/ps1.ipynb
        owners[path] = Owner(student, "/".join(rest))
    return owners


def _student_in_file_name(path: str, name: str) -> str:
    """The student in a file name such as `ada.ipynb`, `ps1_ada.ipynb`, `ada-ps1.ipynb`.

    >>> _student_in_file_name("ps1_ada.ipynb", "ps1")
    'ada'
    """
    stem = path[: -len(".ipynb")]
    return re.sub(rf"^{re.escape(name)}[ _-]+|[ _-]+{re.escape(name)}$", "", stem, flags=re.IGNORECASE) or stem


def student_ids(owners: Iterable[Owner], roster: Mapping[str, str]) -> dict[tuple[str, str], str]:
    """An id for each (student, number), safe as the name of a folder: the roster's, else made of the name.

    Where two students would have one id, their numbers are added, or what tells their names apart.
    """
    people = sorted({(owner.student, owner.number) for owner in owners})
    known = {one: roster.get(comparable_name(one[1])) or roster.get(comparable_name(one[0])) for one in people}
    ids = {one: known[one] or _safe_id(one[0]) for one in people}
    for add in (lambda one: _safe_id(one[1] or _short_hash(one)), _short_hash):  # a number may make another's name
        shared = Counter(ids.values())
        ids = {one: f"{own}-{add(one)}" if shared[own] > 1 else own for one, own in ids.items()}
    return ids


def _short_hash(one: tuple[str, str]) -> str:
    """Eight hexadecimal digits of a hash of the name and the number."""
    return hashlib.sha256("\0".join(one).encode(errors="backslashreplace")).hexdigest()[:8]


def comparable_name(text: str) -> str:
    """The letters and digits of a name in lower case, so that spellings of people and platforms compare equal.

    >>> comparable_name("Lovelace, Ada") == comparable_name("lovelace ada")
    True
    """
    return "".join(character for character in unicodedata.normalize("NFKC", text).casefold() if character.isalnum())


def _safe_id(name: str) -> str:
    """A name that is safe as a folder and in nbgrader's glob and regex patterns; "student" where nothing is left."""
    plain = re.sub(r"[^\w.@-]+", "-", unicodedata.normalize("NFKC", name).strip().lower())
    return plain.strip(".-")[:LONGEST_ID] or "student"
