"""The recorded experiments: each record was made by the script as it stands, from enough starts."""

import shutil

import pytest

from autograd_lab import data
from autograd_lab.authoring import experiments
from autograd_lab.errors import LabError

NAMES = sorted(script.stem for script in experiments.FOLDER.glob("*.py"))


def test_each_record_was_made_by_its_script_as_it_stands():
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


def test_a_script_measures_the_cells_of_a_lesson_only_as_they_stand():
    names = experiments.lesson_names("14_overfitting", {"ch14-setup": "9e6d3a3e"})
    assert names["data"] is data
    with pytest.raises(LabError, match="the cell ch14-setup of 14_overfitting has changed: its hash is "):
        experiments.lesson_names("14_overfitting", {"ch14-setup": "00000000"})
    with pytest.raises(LabError, match="the cell ch14-none of 14_overfitting has changed"):
        experiments.lesson_names("14_overfitting", {"ch14-none": "00000000"})
