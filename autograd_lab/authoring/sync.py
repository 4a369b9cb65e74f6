"""`make sync`: derive notebooks/, solutions/, assignments/ and the player's file, and lose nobody's work on the way.

Everything is built before anything is written. `--check` builds and compares only; a test runs it, so that the
committed files cannot drift from their source.
"""

import argparse
import json
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from autograd_lab.authoring import (
    before,
    citations,
    claims,
    glossary,
    inventory,
    inventory_forms,
    lint,
    references,
    release,
    zoo,
)
from autograd_lab.authoring.derive import notebook
from autograd_lab.authoring.derived_files import DerivedFiles, EditedError
from autograd_lab.authoring.problems import CourseError, Problem
from autograd_lab.authoring.sections import sections
from autograd_lab.authoring.source import Source, read
from autograd_lab.authoring.teaching import derived_ways, pages as teaching
from autograd_lab.authoring.teaching.links import FOLDER
from autograd_lab.equations import EQUATIONS
from autograd_lab.errors import LabError
from autograd_lab.exams.editions import state_edition
from autograd_lab.exams.registry import own_exams
from autograd_lab.exams.zoo import kept as zoo_kept
from autograd_lab.lab.files import write_whole
from autograd_lab.viz import bundle


def sources(root: Path) -> list[Source]:
    """Every chapter and problem set of the course, lessons first, in the order of their names.

    Raises CourseError when there are none, and when two bear the same number.
    """
    files = [*sorted(root.glob("course/lessons/*.py")), *sorted(root.glob("course/problem_sets/*.py"))]
    if not files:
        cure = "run this in the repository, or name it with --root"
        raise CourseError([Problem(str(root / "course"), 1, "there is no course text here", cure)])
    course = [read(file) for file in files]
    counts = Counter(source.short for source in course)
    if twice := [source for source in course if counts[source.short] > 1]:
        cure = "give each chapter and each problem set a number of its own"
        raise CourseError(
            source.problem(source.cells[0], f"another file is {source.short} too", cure) for source in twice
        )
    return course


def build(root: Path, course: Iterable[Source]) -> dict[Path, bytes]:
    """The derived files, by their path below the root.

    Raises CourseError with all faults of all sources, ReleaseError when nbgrader does not like a problem set.
    """
    course = list(course)
    texts, faults = notebooks(root, course)
    if faults:
        raise CourseError(faults)
    texts |= derived_ways.documents(root, course)
    with tempfile.TemporaryDirectory(prefix="autograd-lab-") as scratch:
        for path in [path for path in texts if path.parts[0] == "solutions"]:
            source = Path(scratch) / path
            source.parent.mkdir(parents=True)
            source.write_text(texts[path], encoding="utf-8")
            texts[Path("assignments", *path.parts[1:])] = release.generate_assignment(root, Path(scratch), path.stem)
    if _holds_this_package(root):
        here = bundle.HERE.resolve().relative_to(root.resolve())
        texts |= {here / name: text for name, text in bundle.files().items()}
        texts[zoo_kept.FILE.resolve().relative_to(root.resolve())] = zoo.exhibits_text()
        if asked := inventory.load(root):
            texts[inventory_forms.FILE] = inventory_forms.forms_text(asked)
    texts |= _teaching(root, course, texts)
    return {path: text.encode() for path, text in texts.items()}


def _teaching(root: Path, course: Sequence[Source], texts: Mapping[Path, str]) -> dict[Path, str]:
    """The pages of `docs/teaching/` that are made from the chapters; `texts` holds all that is derived beside them."""
    exhibits = [text for path, text in texts.items() if path.name == zoo_kept.FILE.name]
    found = teaching.pages(root, course, json.loads(exhibits[0])["exhibits"] if exhibits else [])
    if found:
        found[FOLDER / "README.md"] = teaching.index(root, course, {**texts, **found})
    return found


def _holds_this_package(root: Path) -> bool:
    """Whether this package lies under `root`; it does not under another author's course."""
    return bundle.HERE.resolve().is_relative_to(root.resolve())


def notebooks(root: Path, course: Sequence[Source]) -> tuple[dict[Path, str], list[Problem]]:
    """Texts of `notebooks/` and `solutions/` by path, and the faults in the sources. Needs no nbgrader."""
    terms = glossary.load(root)
    wordings = {key: term.words for key, term in terms.items()}
    texts: dict[Path, str] = {}
    faults: list[Problem] = []
    for source in course:
        set_path = Path("solutions", source.short, f"{source.short}.ipynb")
        path = set_path if source.chapter is None else Path("notebooks", f"{source.name}.ipynb")
        try:
            texts[path] = notebook(source, EQUATIONS, wordings, _editions(source))
        except CourseError as error:
            faults += error.problems
    if terms:
        texts[Path("notebooks", f"{glossary.NAME}.ipynb")] = notebook(glossary.page(course, terms), EQUATIONS)
    try:
        asked = inventory.load(root)
        for page in inventory.pages(course, asked) if asked else ():
            texts[Path("notebooks", f"{page.name}.ipynb")] = notebook(page, EQUATIONS)
    except CourseError as error:
        faults += error.problems
    try:
        if first := before.page(root):
            texts[Path("notebooks", f"{first.name}.ipynb")] = notebook(first, EQUATIONS)
    except CourseError as error:
        faults += error.problems
    try:
        for page in (*_pages_of_links(root, course, terms, faults), *derived_ways.notebooks(root, course)):
            texts[Path("notebooks", f"{page.name}.ipynb")] = notebook(page, EQUATIONS)
    except CourseError as error:
        faults += error.problems
    if _holds_this_package(root):
        texts[Path("notebooks", f"{zoo.NAME}.ipynb")] = notebook(zoo.page(), EQUATIONS)
    return texts, faults


def _pages_of_links(
    root: Path, course: Sequence[Source], terms: Mapping[str, glossary.Term], faults: list[Problem]
) -> Iterator[Source]:
    """The pages of references and of claims, where the course has them; what is wrong with them joins the faults."""
    names = {source.chapter: source.name for source in course if source.chapter is not None}
    cited = references.load(root)
    if cited:
        passages = citations.passages(root, course)
        faults += references.lint(cited, passages)
        yield references.page(cited, passages, names)
    if said := claims.load(root):
        known = sections(course, terms, {references.NAME: references.NAME} if cited else {})
        wrong = list(claims.lint(said, known))
        faults += wrong
        if not wrong:
            yield claims.page(said, known)


def _editions(source: Source) -> dict[str, Any]:
    """The metadata by which a problem set states the edition of its exam; none for a chapter, or without an exam."""
    stated: dict[str, Any] = {}
    if source.chapter is None:
        for exam in own_exams():
            if exam.name == source.short:
                state_edition(stated, exam.name, exam.edition)
    return stated


def differing(root: Path, built: Mapping[Path, bytes]) -> list[Path]:
    """The derived files that are missing, differ from a fresh build, or have lost their source."""
    wrong = [
        file for file, content in built.items() if not (root / file).is_file() or (root / file).read_bytes() != content
    ]
    return sorted([*wrong, *_orphans(root, built)])


def write(root: Path, built: Mapping[Path, bytes], *, force: bool = False) -> tuple[list[Path], Path | None]:
    """Bring the derived files up to date: what changed, and where edited files were saved (None if there were none).

    Raises EditedError, and writes nothing, when a file to be replaced was edited by somebody and `force` is off.
    """
    on_disk = DerivedFiles(root)
    changed = differing(root, built)
    edited = [file for file in changed if (root / file).exists() and not on_disk.may_replace(file)]
    if edited and not force:
        raise EditedError(edited)
    saved = on_disk.save(edited) if edited else None
    for file in changed:
        if file in built:
            write_whole(root / file, built[file])
        else:
            (root / file).unlink(missing_ok=True)
    on_disk.remember(built)
    return changed, saved


def main(argv: Sequence[str] | None = None) -> int:
    """`autograd-lab sync`: 0 when the derived files are up to date and the lint is silent, else 1."""
    parser = argparse.ArgumentParser(prog="autograd-lab sync", description="derive the notebooks from course/")
    parser.add_argument("--check", action="store_true", help="write nothing; list what differs and exit with 1")
    parser.add_argument("--force", action="store_true", help="move edited derived files to saved/ and go on")
    parser.add_argument("--root", type=Path, default=Path.cwd(), help="the repository (default: this folder)")
    options = parser.parse_args(argv)
    root: Path = options.root
    try:
        course = sources(root)
        first = before.page(root)
        faults = [
            *lint.lint([*course, *([first] if first else [])], EQUATIONS),
            *glossary.lint(course, glossary.load(root)),
        ]
        faults += teaching.missing_notes(root, course)
        built = build(root, course)
        if options.check:
            return _report_check(differing(root, built), faults)
        changed, saved = write(root, built, force=options.force)
    except LabError as error:
        print(error)
        return 1
    for file in changed:
        print(f"{'wrote' if file in built else 'removed'} {file}")
    if saved:
        print(f"edited files were moved to {saved}")
    print(f"{len(built)} derived files, {len(changed)} changed")
    return _report(faults)


def _report_check(wrong: Sequence[Path], faults: Sequence[Problem]) -> int:
    for file in wrong:
        print(f"differs from its source: {file} (run `make sync` and commit what it writes)")
    return max(_report(faults), int(bool(wrong)))


def _report(faults: Sequence[Problem]) -> int:
    for fault in faults:
        print(fault)
    return int(bool(faults))


def _orphans(root: Path, built: Mapping[Path, bytes]) -> list[Path]:
    """Notebooks and notes whose source is gone, among those that HEAD holds or sync has written."""
    on_disk = DerivedFiles(root)
    patterns = (
        "notebooks/*.ipynb",
        "solutions/*/*.ipynb",
        "assignments/*/*.ipynb",
        "docs/teaching/[0-9][0-9].md",
        "docs/teaching/README.md",
        "docs/teaching/ways.md",
        "docs/teaching/map.svg",
        "docs/teaching/syllabus_*_weeks.md",
    )
    found = (file.relative_to(root) for pattern in patterns for file in root.glob(pattern))
    return [file for file in found if file not in built and on_disk.is_derived(file)]
