"""The exhibits that are kept are those that would be made now."""

import json

import pytest

from autograd_lab.authoring import zoo
from autograd_lab.exams.zoo import drill, kept
from autograd_lab.exams.zoo.exhibits import specimens

KEPT = {one["id"]: one for one in kept.exhibits()}


def test_their_sources_have_not_changed():
    assert KEPT, "run make sync"


@pytest.mark.slow
def test_they_are_all_there():
    assert set(KEPT) == {one.number for one in specimens().values() if not one.why_not_worked}, "run make sync"


@pytest.mark.slow
@pytest.mark.parametrize("number", sorted(KEPT)[::40])
@pytest.mark.sampled(5)
def test_some_are_as_they_would_be_made_now(number):
    (specimen,) = [one for one in specimens().values() if one.number == number]
    assert KEPT[number] == json.loads(json.dumps(drill.exhibit_data(specimen)))


@pytest.mark.full
def test_all_are_as_they_would_be_made_now():
    assert kept.as_text(drill.made_exhibits()) == kept.FILE.read_text(encoding="utf-8")


def test_one_source_that_changes_makes_them_invalid(tmp_path, monkeypatch):
    made = [{"id": "1.1", "room": 1}]
    monkeypatch.setattr(kept, "FILE", tmp_path / "exhibits.json")
    assert kept.exhibits() == []  # there is no file yet
    kept.FILE.write_text(kept.as_text(made), encoding="utf-8")
    assert kept.exhibits() == made
    assert zoo.exhibits_text() == kept.FILE.read_text(encoding="utf-8")
    monkeypatch.setattr(kept, "fingerprint", lambda: "another")
    assert kept.exhibits() == []


@pytest.mark.slow
def test_the_sources_are_all_texts_of_the_exams_and_count_by_content(tmp_path, monkeypatch):
    before = kept.fingerprint()
    for folder in kept.SOURCES:
        (tmp_path / folder).mkdir()
    (tmp_path / "exams" / "one.py").write_bytes(b"a = 1\n")
    monkeypatch.setattr(kept, "_LIBRARY", tmp_path)
    seen = []
    for content in (b"a = 1\n", b"a = 1\r\n", b"a = 2\n"):
        (tmp_path / "exams" / "one.py").write_bytes(content)
        kept.fingerprint.cache_clear()
        seen.append(kept.fingerprint())
    kept.fingerprint.cache_clear()
    assert seen[0] == seen[1] != seen[2]
    monkeypatch.undo()
    assert kept.fingerprint() == before
