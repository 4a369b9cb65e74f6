"""Every widget of the book in Firefox: stepped, dragged and asked, with no network and no complaint."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.support.npm import locked

pytestmark = pytest.mark.browser
HERE = Path(__file__).parent / "firefox"
SMOKE = ("04_neuron", "08_delta_recursion")  # all kinds of widgets, and a quiz


def swept(pages):
    """What each widget of the pages did in Firefox, and what the pages complained of."""
    firefox = shutil.which("firefox-esr") or shutil.which("firefox")
    if firefox is None:
        pytest.skip("needs Firefox: apt-get install firefox-esr")
    node = shutil.which("node")
    if node is None:
        pytest.skip("needs Node.js: apt-get install nodejs")
    job = [node, HERE / "sweep.mjs", locked(HERE), firefox, *pages]
    done = subprocess.run([str(word) for word in job], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def idle(found):
    """The widgets that did not do something that they can."""
    return [one for one in found if False in (one["stepped"], one["dragged"], one["asked"])]


@pytest.mark.full
def test_widgets_of_some_pages_live_in_firefox(book):
    said = swept([book / "notebooks" / f"{name}.html" for name in SMOKE])
    assert {one["kind"] for one in said["found"]} == {"player", "figure", "network"}
    assert any(one["asked"] for one in said["found"])
    assert not idle(said["found"])
    assert not said["complaints"]


@pytest.mark.full
def test_every_widget_of_the_book_lives_in_firefox(book):
    said = swept(sorted((book / "notebooks").glob("*.html")))
    print(len(said["found"]), "widgets")
    assert len(said["found"]) >= 40
    assert not idle(said["found"])
    assert not said["complaints"]
