"""A class list that is given at any time: a student has one id, whatever was collected before."""

import shutil
from pathlib import Path

import pytest

from autograd_lab.grading import cli_collect
from autograd_lab.grading.collecting.collection import collect
from autograd_lab.grading.collecting.renaming import TwoIdsError, rename_student
from autograd_lab.grading.collecting.roster import Roster, read_roster
from autograd_lab.grading.course_folder import CourseFolder
from tests.grading.gradebooks import NAME, gradebook, graded, grades_in
from tests.grading.platform_files import ADA, BEN, DOWNLOADS, OLD, STUDENTS, zipped

LIST = "id,name,user,number\ns1,Ada Lovelace,alovelace,12345\ns2,Ben Ng,bng,12346\n"


@pytest.fixture
def roster(tmp_path: Path) -> Roster:
    (tmp_path / "class.csv").write_text(LIST)
    return read_roster(tmp_path / "class.csv")


def students_of(course: Path, step: str) -> list[str]:
    place = course / step
    return sorted(path.name for path in place.iterdir()) if place.is_dir() else []


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["Moodle", "Canvas", "Blackboard", "Brightspace"])
def test_a_list_that_comes_with_a_second_download_does_not_double_the_class(
    course: Path, tmp_path: Path, roster: Roster, kind: str
):
    source = zipped(tmp_path / "d.zip", DOWNLOADS[kind])
    first = collect(course, "ps1", source)
    assert sorted(one.student for one in first) == sorted(STUDENTS[kind])
    said: list[str] = []
    again = collect(course, "ps1", source, roster, tell=said.append)
    assert [one.student for one in again] == ["s1", "s2"]
    assert {one.state for one in again} == {"as before"}
    for step in ("received", "submitted"):
        assert students_of(course, step) == ["s1", "s2"]
    assert said == [
        f"{old} is {new} now, by the class list, in all folders and the gradebook."
        for old, new in zip(STUDENTS[kind], ("s1", "s2"), strict=True)
    ]


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["Moodle", "Canvas", "Blackboard", "Brightspace", "folders", "files"])
def test_without_the_list_the_next_time_everybody_keeps_the_id_that_it_gave(course: Path, tmp_path: Path, kind: str):
    source = zipped(tmp_path / "d.zip", DOWNLOADS[kind])
    ada, ben = STUDENTS.get(kind, ("ada", "ben"))
    (tmp_path / "class.csv").write_text(f"id,name,user\ns1,Ada Lovelace,{ada}\ns2,Ben Ng,{ben}\n")
    collect(course, "ps1", source, read_roster(tmp_path / "class.csv"))
    assert [one.student for one in collect(course, "ps1", source)] == ["s1", "s2"]
    assert students_of(course, "received") == ["s1", "s2"]


@pytest.mark.slow
def test_grades_pages_and_earlier_work_go_along(course: Path, tmp_path: Path, roster: Roster):
    collect(course, "ps1", zipped(tmp_path / "1.zip", {"Ada Lovelace_1_assignsubmission_file_/ps1.ipynb": OLD}))
    collect(course, "ps1", zipped(tmp_path / "2.zip", {"Ada Lovelace_1_assignsubmission_file_/ps1.ipynb": ADA}))
    for step in ("autograded", "feedback"):
        (course / step / "ada-lovelace" / "ps1").mkdir(parents=True)
        (course / step / "ada-lovelace" / "ps1" / "kept").touch()
    with gradebook() as (book, address):
        book.add_student("ada-lovelace", first_name="Ada", email="ada@example.org")
        with grades_in(address) as ours:
            ours.write([graded("ada-lovelace", {"check_predict": 2.0, "check_mse": 1.5, "explain": None})])
        settings = course / "nbgrader_config.py"
        settings.write_text(settings.read_text() + f'\nc.CourseDirectory.db_url = "{address}"\n')
        assert [one.student for one in collect(course, "ps1", None, roster)] == ["s1"]
        with grades_in(address) as ours:
            assert {student: sheet.total for student, sheet in ours.sheets().items()} == {"s1": 3.5}
        book.db.expire_all()
        assert [(one.id, one.first_name, one.email) for one in book.students] == [("s1", "Ada", "ada@example.org")]
    assert {step: students_of(course, step) for step in ("autograded", "feedback", "received")} == {
        "autograded": ["s1"],
        "feedback": ["s1"],
        "received": ["s1"],
    }
    assert (course / "received" / "s1" / ".earlier" / "ps1-1" / "ps1.ipynb").read_bytes() == OLD
    assert (course / "autograded" / "s1" / "ps1" / "kept").is_file()


@pytest.mark.slow
def test_a_list_reaches_the_sets_that_were_collected_without_it(course: Path, tmp_path: Path, roster: Roster):
    shutil.copytree(course / "assignments" / "ps1", course / "assignments" / "ps9")
    (course / "assignments" / "ps9" / "ps1.ipynb").rename(course / "assignments" / "ps9" / "ps9.ipynb")
    collect(course, "ps1", zipped(tmp_path / "d.zip", DOWNLOADS["Moodle"]))
    other_numbers = {name.replace("_12345", "_99999"): data for name, data in DOWNLOADS["Moodle"].items()}
    collect(course, "ps9", zipped(tmp_path / "e.zip", other_numbers), roster)
    assert students_of(course, "received") == ["s1", "s2"]


@pytest.mark.slow
def test_work_that_is_there_under_both_ids_stops_the_command_and_nothing_is_touched(
    course: Path, tmp_path: Path, roster: Roster, capsys
):
    source = zipped(tmp_path / "d.zip", DOWNLOADS["Moodle"])
    collect(course, "ps1", source)
    shutil.copytree(course / "received" / "ada-lovelace", course / "received" / "s1")  # as an earlier edition did
    before = sorted(course.rglob("*"))
    with pytest.raises(TwoIdsError, match="ada-lovelace and s1 are one student, and there is work of both for ps1"):
        collect(course, "ps1", source, roster)
    assert sorted(course.rglob("*")) == before
    options = ["--roster", str(tmp_path / "class.csv"), "--course", str(course)]
    assert cli_collect.main(["collect", "ps1", str(source), *options]) == 1
    assert "Take one of them back" in capsys.readouterr().err


@pytest.mark.slow
def test_work_that_was_not_collected_goes_along(course: Path, tmp_path: Path, roster: Roster):
    collect(course, "ps1", zipped(tmp_path / "d.zip", DOWNLOADS["Moodle"]))
    for step in ("submitted", "autograded", "feedback"):
        (course / step / "ada-lovelace" / "ps8").mkdir(parents=True)
    collect(course, "ps1", None, roster)
    for step in ("submitted", "autograded", "feedback"):
        assert (course / step / "s1" / "ps8").is_dir()
        assert not (course / step / "ada-lovelace").exists()


@pytest.mark.parametrize("student", ["ada", "any-student-at-all"])
@pytest.mark.parametrize("structure", ["", "{nbgrader_step}/{assignment_id}/{student_id}"])
def test_the_sets_of_a_student_are_found_in_any_order_of_the_folders(course: Path, student: str, structure: str):
    settings = course / "nbgrader_config.py"
    line = f'\nc.CourseDirectory.directory_structure = "{structure}"\n' if structure else ""
    settings.write_text(settings.read_text() + line)
    folder = CourseFolder(course)
    for who, name in ((student, "ps8"), (student, "ps9"), ("ben", "ps7")):
        folder.step_folder("feedback", who, name).mkdir(parents=True)
    assert list(folder.sets_of("feedback", student)) == ["ps8", "ps9"]


@pytest.mark.slow
@pytest.mark.parametrize("step", ["submitted", "autograded", "feedback"])
def test_work_of_both_in_one_step_alone_stops_the_command_too(course: Path, tmp_path: Path, roster: Roster, step: str):
    collect(course, "ps1", zipped(tmp_path / "d.zip", DOWNLOADS["Moodle"]))
    for student in ("ada-lovelace", "s1"):
        (course / step / student / "ps1").mkdir(parents=True, exist_ok=True)
    before = sorted(course.rglob("*"))
    with pytest.raises(TwoIdsError, match=f"work of both for ps1 in {step}/"):
        collect(course, "ps1", None, roster)
    with pytest.raises(TwoIdsError):  # also where the other one came a moment ago
        rename_student(CourseFolder(course), "ada-lovelace", "s1")
    assert sorted(course.rglob("*")) == before


@pytest.mark.slow
@pytest.mark.parametrize("taken_back", ["ada-lovelace", "s1"])
def test_the_note_of_work_that_was_taken_back_does_not_stand_in_the_way(
    course: Path, tmp_path: Path, roster: Roster, taken_back: str
):
    collect(course, "ps1", zipped(tmp_path / "d.zip", DOWNLOADS["Moodle"]))
    received = course / "received"
    shutil.copytree(received / "ada-lovelace", received / "s1")
    (received / "s1" / "ps1.json").write_text((received / "s1" / "ps1.json").read_text().replace('"time"', '"s1"'))
    for step in ("received", "submitted"):
        shutil.rmtree(course / step / taken_back / "ps1", ignore_errors=True)
    collect(course, "ps1", None, roster)
    assert students_of(course, "received") == ["s1", "s2"]
    assert ('"time"' in (received / "s1" / "ps1.json").read_text()) is (taken_back == "s1")


@pytest.mark.slow
def test_a_stranger_of_the_same_name_in_a_later_download_does_not_take_the_first_ones_place(
    course: Path, tmp_path: Path
):
    for number, data in ((11, ADA), (12, BEN)):
        one = {f"Wei Li_{number}_assignsubmission_file_/ps1.ipynb": data}
        collected = collect(course, "ps1", zipped(tmp_path / f"{number}.zip", one))
    assert [one.student for one in collected] == ["wei-li", "wei-li-12"]
    assert (course / "received" / "wei-li" / "ps1" / "ps1.ipynb").read_bytes() == ADA


@pytest.mark.slow
def test_two_students_whom_the_list_does_not_tell_apart_keep_their_ids(course: Path, tmp_path: Path):
    files = {f"Wei Li_{number}_assignsubmission_file_/ps1.ipynb": data for number, data in ((11, ADA), (12, BEN))}
    source = zipped(tmp_path / "d.zip", files)
    collect(course, "ps1", source)
    (tmp_path / "class.csv").write_text("id,name\nw1,Wei Li\n")
    collected = collect(course, "ps1", source, read_roster(tmp_path / "class.csv"))
    assert [one.student for one in collected] == ["wei-li-11", "wei-li-12"]


@pytest.mark.slow
def test_a_note_of_an_earlier_edition_is_understood(course: Path, tmp_path: Path, roster: Roster):
    source = zipped(tmp_path / "d.zip", DOWNLOADS["Canvas"])
    collect(course, "ps1", source)
    for note in (course / "received").glob("*/ps1.json"):
        lines = [line for line in note.read_text().splitlines() if '"student"' not in line and '"number"' not in line]
        note.write_text("\n".join(lines))
    assert [one.student for one in collect(course, "ps1", source, roster)] == ["s1", "s2"]


@pytest.mark.slow
@pytest.mark.parametrize("listed", [False, True])
def test_a_dry_run_says_what_would_be_and_changes_nothing(course: Path, tmp_path: Path, capsys, listed: bool):
    (tmp_path / "class.csv").write_text(LIST)
    collect(course, "ps1", zipped(tmp_path / "1.zip", DOWNLOADS["Moodle"]))
    newer = {**DOWNLOADS["Moodle"], "Ada Lovelace_1234567_assignsubmission_file_/ps1.ipynb": OLD}
    newer["Cy Young_1234569_assignsubmission_file_/notes.rar"] = b"Rar!\x1a\x07\x01\x00"
    source = zipped(tmp_path / "2.zip", newer)
    before = {path: path.read_bytes() for path in course.rglob("*") if path.is_file()}
    options = ["--roster", str(tmp_path / "class.csv")] if listed else []
    assert cli_collect.main(["collect", "ps1", str(source), "--dry-run", "--course", str(course), *options]) == 0
    said = capsys.readouterr().out
    assert {path: path.read_bytes() for path in course.rglob("*") if path.is_file()} == before
    assert said.endswith("This was a dry run: nothing was collected.\n")
    assert "cy-young: No notebook was handed in, but notes.rar." in said
    if listed:
        assert "ada-lovelace would be s1 now" in said
    else:
        assert "3 submissions to ps1 (1 new, 1 changed, 1 as before)" in said
    assert [one.student for one in collect(course, "ps1", source)] == ["ada-lovelace", "ben-ng", "cy-young"]


def test_a_dry_run_of_the_exchange_is_refused(course: Path, capsys):
    with pytest.raises(SystemExit):
        cli_collect.main(["collect", NAME, "--exchange", "--dry-run", "--course", str(course)])
    assert "--dry-run is for a download" in capsys.readouterr().err
