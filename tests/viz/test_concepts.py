"""A concept map reads as well as it looks: each arrow has a sentence, and words stand within their boxes."""

from itertools import pairwise

import pytest

from autograd_lab.errors import GraphError
from autograd_lab.viz.concepts import ConceptMap

#: how wide each word is, its box being 1; and how large each text is on the screen, in pixels
WORDS = """() => {
  const boxes = [...document.querySelectorAll("svg g rect")];
  const size = (text) => parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a;
  return [
    boxes.map((box) => box.nextElementSibling.getBBox().width / box.getBBox().width),
    [...document.querySelectorAll("svg text")].map(size),
  ];
}"""
LOOP = [("model", "gives", "loss"), ("loss", "is lowered by", "optimiser"), ("optimiser", "changes", "model")]


def a_map(**options):
    return ConceptMap(["model", "loss", "optimiser"], LOOP, **options)


def test_every_arrow_is_drawn_once_and_has_its_sentence():
    html = a_map(title="learning")._repr_html_()
    assert html.count("marker-end") == html.count("<circle") == html.count("<li>") == 3
    assert "<li>The optimiser changes the model.</li>" in html


def test_an_argument_that_ends_where_it_began_is_a_ring():
    centres = ConceptMap(list("abcdef"), [])._centres()
    assert [x for x, _ in centres[:3]] == [x for x, _ in centres[:2:-1]]
    assert len({y for _, y in centres}) == 2


@pytest.mark.browser
def test_on_a_telephone_its_words_can_be_read_and_the_page_stays_as_wide(open_page, tmp_path):
    page = open_page(viewport={"width": 390, "height": 800})
    words = ["data set", "neural network", "objective", "backpropagation", "gradient", "optimiser"]
    ring = ConceptMap(words, [(of, "leads to", to) for of, to in pairwise([*words, words[1]])], "machine learning")
    (tmp_path / "map.html").write_text(f"<!doctype html><meta charset='utf-8'>{ring._repr_html_()}")
    page.goto((tmp_path / "map.html").as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.keyboard.press("Tab")
    assert page.locator("div:focus > svg").count() == 1, "who has no mouse moves it by the arrow keys"
    widths, sizes = page.evaluate(WORDS)
    assert len(widths) == 6
    assert max(widths) < 0.92, "a word is as wide as its box"
    assert min(sizes) >= 11


def test_some_words_take_no_article():
    assert a_map(bare=["loss"]).sentences[:2] == ["The model gives loss.", "Loss is lowered by the optimiser."]


def test_markup_in_a_word_is_text():
    assert "<b>" not in ConceptMap(["<b>", "c"], [("<b>", "<i>is</i>", "c")], title="<u>")._repr_html_()


def test_a_relation_with_an_unknown_concept_is_named():
    with pytest.raises(GraphError, match="'optimizer' is in a relation, but not among model, loss, optimiser"):
        ConceptMap(["model", "loss", "optimiser"], [("optimizer", "changes", "model")])
