"""The map of what needs what: it holds for every line “You need”, and each kind of fault in it is found."""

import re
from dataclasses import replace

import pytest

from autograd_lab.authoring.source import Source
from autograd_lab.authoring.teaching import idea_map
from autograd_lab.authoring.teaching.places import Places
from autograd_lab.authoring.teaching.ways import Idea, Ways

pytestmark = pytest.mark.slow


def said(problems) -> str:
    return "\n".join(map(str, problems))


def with_line(source: Source, line: str) -> Source:
    """A chapter whose line “You need” is another one."""
    first, *rest = source.cells
    old = idea_map.line_of(source)
    return replace(source, cells=(replace(first, source=first.source.replace(old, f"**You need** {line}")), *rest))


def with_idea(found: Ways, key: str, **changed: object) -> dict[str, Idea]:
    return {**found.ideas, key: replace(found.ideas[key], **changed)}


def test_the_map_has_no_fault(found: Ways, places: Places) -> None:
    assert not said(idea_map.lint(found.ideas, places.chapters))


def test_every_line_links_the_chapters_that_the_map_has(found: Ways, places: Places) -> None:
    assert not said(idea_map.lint_lines(found.ideas, places.chapters))
    mapped = idea_map.arrows(found.ideas) | idea_map.recalled(found.ideas)
    lines = 0
    for chapter, source in places.chapters.items():
        paragraph = re.search(r"\*\*You need\*\*(.*?)\n\n", source.cells[0].source + "\n\n", re.DOTALL)
        linked = set(map(int, re.findall(r"\((\d\d)_", paragraph[1]))) if paragraph else set()
        assert linked == {other for one, other in mapped if one == chapter}, chapter
        lines += bool(paragraph)
    assert lines == len(places.chapters) - 1  # chapter 00 asks for nothing


def test_a_link_too_many_and_a_link_too_few_are_found(found: Ways, places: Places) -> None:
    nine = places.chapters[9]
    wrong = with_line(nine, "[chapter 05](05_computational_graph.ipynb).")
    text = said(idea_map.lint_lines(found.ideas, {9: wrong}))
    assert "“You need” links chapter 05, and no idea of this chapter needs one of that directly" in text
    assert (
        "“You need” does not link chapter 08, of which it needs something: gradient of a batch needs transpose" in text
    )


def test_a_link_in_the_next_paragraph_is_not_of_the_line(places: Places) -> None:
    line = with_line(places.chapters[9], "nothing.\n\nRead [chapter 05](05_computational_graph.ipynb) too.")
    assert "05" not in idea_map.line_of(line)


def test_a_need_that_goes_makes_its_line_wrong(found: Ways, places: Places) -> None:
    """Every arrow between chapters hangs on needs of ideas: without these, a line links too much."""
    for needing, needed in sorted(idea_map.arrows(found.ideas)):
        ideas = {
            key: replace(idea, needs=tuple(need for need in idea.needs if found.ideas[need].chapter != needed))
            if idea.chapter == needing
            else idea
            for key, idea in found.ideas.items()
        }
        text = said(idea_map.lint_lines(ideas, {needing: places.chapters[needing]}))
        assert f"links chapter {needed:02d}" in text, (needing, needed)


@pytest.mark.parametrize(
    ("key", "changed", "what"),
    [
        ("momentum", {"needs": ("curvatures",)}, "'momentum' needs 'curvatures', which is no idea of the map"),
        ("momentum", {"needs": ("adam",)}, "'momentum' needs 'adam', which comes later"),
        ("momentum", {"needs": ("momentum",)}, "'momentum' needs 'momentum', which comes later"),
        ("momentum", {"recalls": ("attention",)}, "'momentum' needs 'attention', which comes later"),
        ("momentum", {"needs": ("curvature", "residual")}, "'momentum' needs 'residual' by way of 'curvature' already"),
        ("hidden-delta", {"chapter": 8}, "no idea of the map is taught in chapter 07"),
    ],
)
def test_a_fault_of_the_map_is_found(
    found: Ways, places: Places, key: str, changed: dict[str, object], what: str
) -> None:
    assert what in said(idea_map.lint(with_idea(found, key, **changed), places.chapters))


def test_each_idea_is_taught_in_its_chapter(found: Ways, places: Places) -> None:
    for idea in found.ideas.values():
        text = "\n".join(cell.source for cell in places.chapters[idea.chapter].cells)
        assert all(f"# {heading}" in text for heading in idea.headings), idea.key
        if idea.term:
            assert re.search(rf"\{{\{{term:{idea.key}[|}}]", text), idea.key


def test_all_needs_are_those_through_others_too(found: Ways) -> None:
    assert idea_map.all_needs(found.ideas, "loss") == {"residual"}
    assert {"chain-rule", "residual", "fan-out"} <= idea_map.all_needs(found.ideas, "transpose")
    assert "momentum" not in idea_map.all_needs(found.ideas, "transpose")
