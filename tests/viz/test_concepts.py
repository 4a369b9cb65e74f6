"""A concept map reads as well as it looks: each arrow has a sentence, and nothing is lost without `dot`."""

import pytest

from autograd_lab.errors import GraphError
from autograd_lab.viz.concepts import ConceptMap

LOOP = [("model", "gives", "loss"), ("loss", "is lowered by", "optimiser"), ("optimiser", "changes", "model")]


def a_map(**options):
    return ConceptMap(["model", "loss", "optimiser"], LOOP, **options)


@pytest.mark.parametrize("with_dot", [True, False])
def test_every_arrow_is_drawn_once_and_has_its_sentence(monkeypatch, tmp_path, with_dot):
    if not with_dot:
        monkeypatch.setenv("PATH", str(tmp_path))
    html = a_map(title="learning")._repr_html_()
    assert html.count("marker-end") == html.count("<circle") == html.count("<li>") == 3
    assert "<li>The optimiser changes the model.</li>" in html


@pytest.mark.browser
def test_on_a_telephone_its_words_can_be_read_and_the_page_stays_as_wide(open_page, tmp_path):
    page = open_page(viewport={"width": 390, "height": 800})
    (tmp_path / "map.html").write_text(f"<!doctype html><meta charset='utf-8'>{a_map()._repr_html_()}")
    page.goto((tmp_path / "map.html").as_uri())
    assert min(text.bounding_box()["height"] for text in page.locator("svg g text").all()) > 9
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_some_words_take_no_article():
    assert a_map(bare=["loss"]).sentences[:2] == ["The model gives loss.", "Loss is lowered by the optimiser."]


def test_markup_in_a_word_is_text():
    assert "<b>" not in ConceptMap(["<b>", "c"], [("<b>", "<i>is</i>", "c")], title="<u>")._repr_html_()


def test_a_relation_with_an_unknown_concept_is_named():
    with pytest.raises(GraphError, match="'optimizer' is in a relation, but not among model, loss, optimiser"):
        ConceptMap(["model", "loss", "optimiser"], [("optimizer", "changes", "model")])
