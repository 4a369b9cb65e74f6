"""Who handed in a notebook: by the platform's names, by its folder, or by what stands beside the notebook's name."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath

from autograd_lab.grading.collecting.platforms import FILES, FOLDERS, recognise_platform
from autograd_lab.grading.inventory.forms import NAMES

GENERIC = frozenset([
    "a", "b", "after", "answers", "archive", "assignment", "assignments", "attachments", "before", "class", "course",
    "desktop", "documents", "download", "downloads", "drafts", "exercises", "export", "files", "folder", "form",
    "forma", "formb", "handedin", "handins", "homework", "home", "inventory", "inventories", "notebook", "notebooks",
    "results", "root", "students", "submission", "submissions", "submitted", "temp", "tmp", "upload", "uploads",
    "users", "work",
])  # fmt: skip
"""Names of folders that are nobody's, without marks and blanks."""

_FORM = re.compile(r"(concept)?[ _-]*(?<![a-z])(inventory([ _-]*(form)?[ _-]*[ab])?|form[ _-]*[ab])(?![a-z])", re.I)
_COPY = re.compile(r"\(\d+\)|(?<![a-z])(copy[ _-]*of|kopie[ _-]*von|copy|kopie|final|version)(?![a-z])[ _-]*\d*", re.I)


def name_beside_form(stem: str) -> str:
    """Whose a file or folder is by its name, without the notebook's own name and a browser's number for a copy.

    >>> [name_beside_form(one) for one in ("inventory_a_ada", "inventory_a", "inventory_a (1)", "Copy of inventory_a")]
    ['ada', '', '', '']
    """
    rest, hits = _FORM.subn(" ", stem)
    rest = _COPY.sub(" ", rest).strip(" _-")
    plain = re.sub(r"[\W_]", "", rest)
    return "" if not plain or (hits and re.fullmatch(r"v?\d{1,2}", plain, re.I)) else rest


def _folder_name(folder: str) -> str:
    """Whose a folder is; "" for one that is nobody's."""
    name = name_beside_form(folder)
    return "" if re.sub(r"[\W_]", "", name).lower() in GENERIC else name


def owners_in(paths: Sequence[str], form: str) -> Mapping[str, str]:
    """Whose each notebook of a folder or an archive is, by its path there; "" where nobody is named."""
    platform, owners = recognise_platform(paths, NAMES[form])
    if platform == FILES:
        return {path: name_beside_form(PurePosixPath(path).stem) for path in paths}
    if platform == FOLDERS:
        folders = {path: _folder_name(owners[path].student) if path in owners else "" for path in paths}
        names = {path: name_beside_form(PurePosixPath(path).stem) for path in paths}
        if len(set(folders.values())) == 1 and len(set(names.values()) - {""}) > 1:
            return names  # one folder around everybody
        return {path: folders[path] or names[path] for path in paths}
    numbers = {(owner.student, owner.number) for owner in owners.values()}
    shared = Counter(student for student, _ in numbers)
    found = {}
    for path in paths:
        owner = owners.get(path)
        named = owner.student if owner else name_beside_form(PurePosixPath(path).stem)
        found[path] = f"{named} {owner.number}" if owner and shared[named] > 1 else named
    return found


def owners_one_by_one(given: Mapping[str, Sequence[Path]]) -> Mapping[Path, str]:
    """Whose the notebooks are that were given one by one, by form: by the file's name, else by the folder's.

    >>> owners_one_by_one({"A": [Path("ada/inventory_a.ipynb"), Path("ben_inventory_a.ipynb")]}).values()
    dict_values(['ada', 'ben'])
    """
    found: dict[Path, str] = {}
    for paths in given.values():
        alone = [path for path in paths if path.suffix.lower() == ".ipynb"]
        folders = defaultdict[str, set[Path]](set)
        for path in alone:
            folders[name_beside_form(path.stem).casefold()].add(path.parent)
        for path in alone:
            name = name_beside_form(path.stem)
            if not name or len(folders[name.casefold()]) > 1:  # ada/homework3.ipynb and ben/homework3.ipynb
                name = _folder_name(path.parent.name)
            found[path] = name
    return found
