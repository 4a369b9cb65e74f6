"""The order of a quiz's options: drawn once and for all, and no place is the right one more often than another."""

import re
from collections import Counter
from pathlib import Path

import pytest

from autograd_lab.authoring.derive import notebook
from autograd_lab.authoring.option_order import option_orders
from autograd_lab.authoring.source import read
from autograd_lab.equations import EQUATIONS

QUESTION = (
    '# %% [markdown] tags=["quiz"]\n# **{}.** What?\n#\n'
    "# - A.\n#   No.\n# - B.\n#   Right.\n# - C.\n#   No. It is B.\n\n"
)


def orders(folder: Path, name: str, count: int = 9) -> dict[int, list[int]]:
    file = folder / f"{name}.py"
    file.write_text("# %% [markdown]\n# # Title\n\n" + "".join(QUESTION.format(n + 1) for n in range(count)))
    return option_orders(read(file))


def test_the_right_one_stands_in_each_place_equally_often(tmp_path: Path) -> None:
    found = orders(tmp_path, "05_small")
    assert len(found) == 9
    assert all(sorted(order) == [0, 1, 2] for order in found.values())
    assert Counter(order.index(1) for order in found.values()) == {0: 3, 1: 3, 2: 3}


@pytest.mark.slow
def test_an_order_is_the_same_in_each_build_and_another_on_another_page(tmp_path: Path) -> None:
    assert orders(tmp_path, "05_small") == orders(tmp_path, "05_small")
    assert orders(tmp_path, "05_small") != orders(tmp_path, "06_other")


def test_options_are_shown_in_that_order(tmp_path: Path) -> None:
    file = tmp_path / "05_small.py"
    [order] = orders(tmp_path, "05_small", 1).values()
    text = notebook(read(file), EQUATIONS)
    shown = [text.index(f"<summary>{letter}.</summary>") for letter in "ABC"]
    assert sorted(range(3), key=shown.__getitem__) == order


def test_options_whose_replies_are_withheld_are_lettered_and_say_nothing(tmp_path: Path) -> None:
    file = tmp_path / "05_small.py"
    question = QUESTION.format(1).replace('"quiz"', '"quiz", "withheld"')
    file.write_text("# %% [markdown]\n# # Title\n\n" + question)
    text = notebook(read(file), EQUATIONS)
    assert sorted(text[text.index(f"- **{letter}.** ") + 9] for letter in "abc") == ["A", "B", "C"]
    assert "Right" not in text
    assert "<details" not in text


def test_lettered_options_have_their_letters_in_the_order_of_the_page_and_open_on_their_replies(tmp_path: Path) -> None:
    file = tmp_path / "05_small.py"
    plain = QUESTION.format(1)
    file.write_text("# %% [markdown]\n# # Title\n\n" + plain)
    without = re.findall(r"<summary>(\w)\.</summary>", notebook(read(file), EQUATIONS))
    file.write_text("# %% [markdown]\n# # Title\n\n" + plain.replace('"quiz"', '"quiz", "lettered"'))
    text = notebook(read(file), EQUATIONS)
    assert re.findall(r"<summary>([abc])\. (\w)\.</summary>", text) == list(zip("abc", without, strict=True))
    assert "Right" in text
