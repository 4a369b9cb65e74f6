"""Matrix figures: every entry of a product is NumPy's, and the puzzle of shapes knows the one right answer."""

import gzip
import itertools
import re

import numpy as np
import pytest

from autograd_lab.errors import LabError, ShapeError
from autograd_lab.viz import figures, scripts
from autograd_lab.viz.figures.matrices import GOALS, SHAPES
from tests.support.figures import assert_read_without_scripts, press
from tests.viz.contrast import contrast
from tests.viz.figures.makers import COMMON, LARGEST, MATRICES, W

X = [[1, 2], [0, 1], [3, 1]]
each = pytest.mark.parametrize("kind", MATRICES)


@each
def test_small(kind):
    assert len(gzip.compress(scripts.script("figures", f"figures/{kind}").encode())) <= LARGEST + COMMON


@pytest.mark.browser
def test_each_entry_is_numpys_by_keys_and_by_click(opened):
    page = opened(figures.matrix_product(X, W))
    figure, product = page.locator(".al-figure"), np.array(X) @ W
    assert page.locator(".al-fig-press").count() == product.size  # each looks as if it can be pressed
    page.locator("input[data-name=row]").focus()
    page.keyboard.press("Home")
    for i, j in itertools.product(range(3), range(2)):
        page.locator("rect.al-fig-hit").nth(2 * i + j).click()
        assert float(figure.get_attribute("data-entry")) == product[i, j]
        said = page.locator(".al-figure-say").inner_text().replace("−", "-")
        assert said.endswith(f" = {product[i, j]:g}.")
        assert f"{X[i][0]} · " in said
    press(page, "row", "ArrowLeft")
    assert float(figure.get_attribute("data-entry")) == product[1, 1]


@pytest.mark.browser
def test_on_a_telephone_the_matrices_stand_below_each_other_as_large_as_the_text(opened):
    names = {"row_names": ["one", "two", "three"], "inner_names": ["x", "y"], "column_names": ["neuron 1", "neuron 2"]}
    page = opened(figures.matrix_product(X, W, **names), viewport={"width": 390, "height": 800})
    left, right, result = (page.locator(".al-fig-bracket").nth(k).bounding_box() for k in range(3))
    assert left["y"] + left["height"] < right["y"]
    assert right["y"] + right["height"] < result["y"]
    entries = page.locator("rect.al-fig-hit")
    assert entries.first.bounding_box()["height"] >= 24
    entries.nth(5).click()
    assert float(page.locator(".al-figure").get_attribute("data-entry")) == (np.array(X) @ W)[2, 1]
    lit = page.locator(".al-fig-lit").nth(2).bounding_box()
    assert result["y"] < lit["y"] + lit["height"] / 2 < result["y"] + result["height"]
    texts = page.locator(".al-figure-stage text").all_text_contents()
    assert [texts.count(name) for name in ("one", "x", "neuron 1")] == [2, 2, 2]


@pytest.mark.browser
@pytest.mark.parametrize("sizes", [(4, 2, 3), (3, 3, 3), (2, 2, 5), (1, 3, 3)])
@pytest.mark.parametrize("goal", GOALS)
@pytest.mark.sampled(1)
def test_the_puzzle_counts_what_fits(opened, goal, sizes):
    page = opened(figures.shape_puzzle(goal=goal, N=sizes[0], n_in=sizes[1], n_out=sizes[2]))
    figure = page.locator(".al-figure")
    arrays = {
        name: np.zeros([dict(zip(["N", "n_in", "n_out"], sizes, strict=True))[s] for s in SHAPES[name]])
        for name in SHAPES
    }
    wanted, right = GOALS[goal]
    fitting = 0
    for left, other in itertools.product(SHAPES, SHAPES):
        page.get_by_label("left factor").select_option(left)
        page.get_by_label("right factor").select_option(other)
        fits = arrays[left].shape[1] == arrays[other].shape[0]
        fitting += fits and (arrays[left] @ arrays[other]).shape == arrays[wanted].shape
        assert ("does not fit" in page.locator(".al-figure-say").inner_text()) is not fits
        assert figure.get_attribute("data-right") == str((left, other) == right).lower()
    assert int(figure.get_attribute("data-fitting")) == fitting


@pytest.mark.browser
@each
def test_without_scripts_the_table_is_read(opened, kind):
    assert_read_without_scripts(opened(MATRICES[kind](), java_script_enabled=False), absent="svg")


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@each
def test_text_is_legible_and_keys_change_what_is_said(opened, shot, kind, scheme):
    page = opened(MATRICES[kind](), color_scheme=scheme)
    shot(page, f"figure-{kind}-{scheme}")
    grounds = page.evaluate("""() => {
        const root = document.querySelector('.al-figure'), style = e => getComputedStyle(e);
        const lit = [...root.querySelectorAll('.al-fig-lit')].map(e => style(e).fill);
        const papers = [style(root).backgroundColor, ...lit];
        return [...root.querySelectorAll('text')].flatMap(t => papers.map(paper => [style(t).fill, paper]));
    }""")
    assert grounds
    assert all(contrast(ink, paper) >= 4.5 for ink, paper in grounds)
    for slider in page.locator(".al-figure input[type=range]").all():
        before = page.locator(".al-figure-say").inner_text()
        slider.focus()
        page.keyboard.press("ArrowRight")
        assert page.locator(".al-figure-say").inner_text() != before


@pytest.mark.parametrize(
    ("make", "error", "said"),
    [
        (lambda: figures.matrix_product([[1, 2]], [[1, 2]]), ShapeError, "(1, 2) and (1, 2) do not fit"),
        (lambda: figures.matrix_product([[1, 2], [1]], [[1], [2]]), LabError, "rows of one length"),
        (lambda: figures.matrix_product([1, 2], [[1], [2]]), LabError, "finite numbers"),
        (lambda: figures.matrix_product([[float("inf")]], [[1]]), LabError, "finite numbers"),
        (lambda: figures.matrix_product([[1]] * 9, [[1]]), LabError, "more than 8"),
        (lambda: figures.matrix_product([[1]], [[1]], at=(1, 0)), LabError, "no entry (1, 0)"),
        (lambda: figures.matrix_product([[1]], [[1]], row_names=["a", "b"]), ShapeError, "2 names for 1"),
        (lambda: figures.shape_puzzle(goal="W"), LabError, "∂L/∂W, ∂L/∂X"),
        (lambda: figures.shape_puzzle(left="Z"), LabError, "X, Xᵀ, W"),
        (lambda: figures.shape_puzzle(N=6), LabError, "from 1 to 5"),
        (lambda: figures.shape_puzzle(n_in=2.5), LabError, "from 1 to 5"),
    ],
)
def test_what_they_cannot_show_is_said(make, error, said):
    with pytest.raises(error, match=re.escape(said)):
        make()
