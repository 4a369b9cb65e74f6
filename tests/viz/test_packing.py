"""What packing.py packs, js/unpack.js unpacks to the last byte; and no output of a player has a second line."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograd_lab import Value, show
from autograd_lab.viz import display, packing, static_page
from tests.viz.test_javascript import node

BUNDLES = [static_page.code(panels) + static_page.style(panels) for panels in (False, True)]


def unpacked(texts):
    calls = ",".join(f"unpack({packing._packed(text)})" for text in texts)
    return node(f"{packing._unpack()} console.log(JSON.stringify([{calls}]));", None)


def test_the_players_code_comes_back():
    assert unpacked(BUNDLES) == BUNDLES


@pytest.mark.slow
@given(texts=st.lists(st.text(st.characters(codec="utf-8")), min_size=1, max_size=40))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_text_comes_back(texts):
    assert unpacked([*texts, "".join(texts) * 40]) == [*texts, "".join(texts) * 40]


def test_long_repeats_and_text_that_does_not_repeat_come_back():
    texts = ["", "a", "a" * 100_000, json.dumps([i * i % 7919 for i in range(20_000)]), "δ = ∂L/∂z 🙂" * 999]
    assert unpacked(texts) == texts


def test_packing_pays():
    assert len(static_page.module()) < 0.5 * len(BUNDLES[0])


def test_outputs_are_of_one_line():
    player = show(Value(2.0, "two\nlines") * 3.0, title="and\ntwo more")
    for data, _ in display.bundles(player):
        assert len(data["text/html"].splitlines()) == 1
    assert len(player._esm.splitlines()) == 1
