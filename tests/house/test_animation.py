"""README.md's moving pictures of the backward pass: light enough, in both themes, and still where that is asked for."""

import re

import pytest
from PIL import Image

from tests.house.animation import FILES, STILL
from tests.support.repo import REPO

MOST_BYTES = 1_000_000


@pytest.mark.parametrize("scheme", FILES)
def test_it_moves_and_is_light(scheme):
    assert FILES[scheme].stat().st_size <= MOST_BYTES, "run `python -m tests.house.animation`"
    with Image.open(FILES[scheme]) as picture:
        assert picture.n_frames >= 4 + 20, "three steps from the seed, then the slider"
        corner = picture.convert("L").getpixel((picture.width // 2, picture.height - 4))
    assert (corner > 128) is (scheme == "light")


def test_the_readme_shows_it_as_the_reader_likes_it():
    [picture] = re.findall(r"<picture>.*?</picture>", (REPO / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    asked = dict(re.findall(r'<source media="([^"]+)" srcset="([^"]+)">', picture))
    assert asked["(prefers-color-scheme: dark)"] == "docs/backward-dark.webp"
    assert re.search(r'<img src="docs/backward-light.webp" alt="[^"]{80,}">', picture)
    still = [file for media, file in asked.items() if "reduced-motion" in media]
    assert len(still) == 2
    assert not any(file.endswith(".webp") for file in still)
    assert list(asked)[-1] == "(prefers-color-scheme: dark)", "the first that fits is taken"


def test_the_picture_of_a_shared_link_has_the_shape_that_messengers_show():
    with Image.open(STILL) as picture:
        assert picture.size == (1200, 630)
