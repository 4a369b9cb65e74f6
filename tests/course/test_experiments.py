"""The recorded experiments: each record was made by script and cells as they stand, from enough starts."""

import shutil
import tomllib

import numpy as np
import pytest

from autograd_lab import data
from autograd_lab.authoring import experiments
from autograd_lab.authoring.experiments import Experiment
from autograd_lab.errors import LabError

NAMES = sorted(script.stem for script in experiments.FOLDER.glob("*.py"))


@pytest.mark.slow
def test_each_record_was_made_by_its_script_and_cells_as_they_stand():
    assert NAMES
    assert experiments.outdated_names() == [], "run `make experiments`"


@pytest.mark.parametrize("name", NAMES)
def test_a_record_has_enough_starts_and_says_how_they_spread(name):
    found = data.experiment_record(name)
    assert found["starts"]
    assert found["starts"].keys() == found["spread"].keys()
    assert found["python"]
    assert found["numpy"]
    for what, starts in found["starts"].items():
        assert len(starts) >= 5, what
        assert found["spread"][what] == experiments.spread(starts), what


def test_each_record_has_its_script():
    assert sorted(file.stem for file in experiments.RECORDS.glob("*.toml")) == NAMES


@pytest.mark.slow
def test_a_script_that_changed_is_outdated_and_one_without_a_record_too(tmp_path):
    for script in experiments.FOLDER.glob("*.py"):
        shutil.copy(script, tmp_path)
    assert experiments.outdated_names(tmp_path) == []
    with (tmp_path / f"{NAMES[0]}.py").open("a", encoding="utf-8") as script:
        script.write("# one more line\n")
    (tmp_path / "new.py").write_text("")
    assert experiments.outdated_names(tmp_path) == sorted([NAMES[0], "new"])


def test_a_name_that_is_unknown_is_said(capsys):
    with pytest.raises(SystemExit):
        experiments.main(["nothing"])
    assert "no experiment is named nothing; there are" in capsys.readouterr().err
    with pytest.raises(LabError, match="no experiment named 'nothing' was recorded; there are"):
        data.experiment_record("nothing")


def test_all_beside_names_is_refused(capsys):
    with pytest.raises(SystemExit):
        experiments.main([NAMES[0], "--all"])
    assert "--all runs every experiment: give it alone" in capsys.readouterr().err


@pytest.mark.slow
def test_a_record_that_cannot_be_read_is_outdated(tmp_path):
    for record in experiments.RECORDS.glob("*.toml"):
        shutil.copy(record, tmp_path)
    assert experiments.outdated_names(records=tmp_path) == []
    (tmp_path / f"{NAMES[0]}.toml").write_text("code = np.float64(1.0)\n")
    (tmp_path / f"{NAMES[1]}.toml").write_bytes(b"\xff")
    assert experiments.outdated_names(records=tmp_path) == NAMES[:2]


# --- the cells that a script measures ---------------------------------------------------------------------


@pytest.mark.slow
def test_an_edited_cell_of_a_lesson_makes_its_record_outdated(tmp_path):
    for lesson in experiments.LESSONS.glob("*.py"):
        shutil.copy(lesson, tmp_path)
    assert experiments.outdated_names(lessons=tmp_path) == []
    lesson = tmp_path / "12_vanishing.py"
    text = lesson.read_text(encoding="utf-8")
    [head] = [line for line in text.splitlines() if line.startswith("# %%") and 'slug="ch12-deep"' in line]
    lesson.write_text(text.replace(head, f"{head}\n# another line"), encoding="utf-8")
    assert experiments.outdated_names(lessons=tmp_path) == ["ch12_ten_layers", "ch12_thirty_layers"]
    (tmp_path / "13_optimisers.py").unlink()
    assert experiments.outdated_names(lessons=tmp_path) == ["ch12_ten_layers", "ch12_thirty_layers", "ch13_optimisers"]


@pytest.mark.slow
def test_a_script_measures_the_cells_of_a_lesson():
    experiment = Experiment(__file__, "14_overfitting", ["ch14-setup"])
    assert experiment.names["data"] is data
    assert list(experiment.cells) == ["ch14-setup"]
    with pytest.raises(LabError, match=r"14_overfitting has no cell named ch14-none; it has .*ch14-setup, "):
        Experiment(__file__, "14_overfitting", ["ch14-setup", "ch14-none"])
    with pytest.raises(LabError, match="14_nothing has no cell named ch14-setup; it has no cell with a slug"):
        Experiment(__file__, "14_nothing", ["ch14-setup"])


# --- what is written --------------------------------------------------------------------------------------


def test_a_script_that_is_edited_while_it_runs_is_outdated(tmp_path):
    script = tmp_path / "new.py"
    script.write_text("1\n")
    experiment = Experiment(str(script))
    script.write_text("2\n")
    experiment.write_record({"found": [1, 2]}, tmp_path)
    assert experiments.outdated_names(tmp_path, tmp_path) == ["new"]
    script.write_text("1\n")
    assert experiments.outdated_names(tmp_path, tmp_path) == []


def test_numbers_of_numpy_and_truths_are_written_as_toml(tmp_path):
    found = {
        "floats": np.linspace(0, 1, 3),
        "mixed": [np.float64(0.5), 1],
        "truths": [True, np.False_],
        "rows 1.5": [(1, np.int64(2))],
    }
    record = Experiment(__file__).write_record(found, tmp_path)
    read = tomllib.loads(record.read_text(encoding="utf-8"))
    assert read["starts"] == {
        "floats": [0.0, 0.5, 1.0],
        "mixed": [0.5, 1.0],
        "truths": [1, 0],
        "rows 1.5": [[1, 2]],
    }
    assert read["spread"]["truths"] == [[0.0, 0.5, 1.0]]


def test_a_record_names_the_versions_of_the_packages_that_it_is_asked_to(tmp_path):
    record = Experiment(__file__).write_record({"found": [1]}, tmp_path, packages=["numpy", "pytest"])
    read = tomllib.loads(record.read_text(encoding="utf-8"))
    assert read["packages"] == {"numpy": np.__version__, "pytest": pytest.__version__}
    assert read["starts"] == {"found": [1]}


@pytest.mark.parametrize("numbers", [["0.5"], [None], [[1, 2], [3]], [[True], 2, "x"]])
def test_what_is_no_number_is_refused_and_the_old_record_stays(tmp_path, numbers):
    experiment = Experiment(__file__)
    record = experiment.write_record({"found": [1]}, tmp_path)
    before = record.read_bytes()
    with pytest.raises(LabError, match="found: a record holds a number for each start, or rows of one length, not "):
        experiment.write_record({"found": numbers}, tmp_path)
    assert record.read_bytes() == before
