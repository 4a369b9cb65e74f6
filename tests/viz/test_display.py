"""The two outputs of a player, a network or a figure in a notebook, as data."""

import pytest

from autograd_lab import NetworkView, Value, nn, show
from autograd_lab.viz import display, figures


def outputs(player):
    return [data for data, _ in player._outputs()]


@pytest.mark.slow
def test_the_first_is_the_widget_and_the_second_needs_none():
    view, kept = outputs(show(Value(2.0, "w") * 3.0))
    assert display.WIDGET in view
    assert display.WIDGET not in kept
    assert '<th scope="row">w</th><td>leaf</td><td>2</td><td>3</td>' in kept["text/html"]


@pytest.mark.slow
def test_each_is_of_one_line():
    player = show(Value(2.0, "two\nlines") * 3.0, title="and\ntwo more")
    assert [len(data["text/html"].splitlines()) for data in outputs(player)] == [1, 1]
    assert len(player._esm.splitlines()) == 1


@pytest.mark.slow
def test_in_a_terminal_the_values_are_a_table_that_is_cut_where_it_gets_long():
    w, x = Value(2.0, "w"), Value(-3.0, "x")
    assert outputs(show(w * x))[1]["text/plain"].splitlines() == [
        "node  operation  value  grad",
        "w     leaf           2    -3",
        "x     leaf          -3     2",
        "v1    mul(w, x)     -6     1",
    ]
    for _ in range(100):
        w = w * 1.5
    lines = outputs(show(w))[1]["text/plain"].splitlines()
    assert len(lines) == 1 + display.MOST_LINES + 1
    assert lines[-1].startswith("… and 1")


def test_a_quiz_keeps_its_answers_to_itself():
    _, kept = outputs(show(Value(2.0, "w") * 3.0, quiz=True))
    w = next(line for line in kept["text/plain"].splitlines() if line.startswith("w"))
    assert w.split() == ["w", "leaf", "2", "?"]


@pytest.mark.parametrize(
    ("widget", "folded"),
    [
        (NetworkView(nn.Sequential(nn.Linear(1, 1)), [0.5], [1.0]), "Table of values"),
        (figures.neuron(w=2, b=-5), "Picture and table of values"),
    ],
    ids=["network", "figure"],
)
def test_a_network_and_a_figure_leave_two_as_well_and_say_in_a_terminal_once_what_they_are(widget, folded):
    view, kept = outputs(widget)
    assert display.WIDGET in view
    assert view["text/plain"] == repr(widget)
    assert list(kept) == ["text/html"]
    assert kept["text/html"].startswith(f'<div data-al-kept="{widget.get_state()["_key"]}">')
    fold = kept["text/html"].partition("<details>")[2].partition("</details>")[0]
    assert fold.startswith(f"<summary>{folded}</summary>")
    assert ("<svg" in fold) == ("Picture" in folded)
    assert "<details>" not in widget.static().html  # a page of its own has the table open, where no script runs
