"""The wheel: what it carries besides Python, what an index is told of it, and that it is well made."""

import email
import re
import subprocess
import sys
import zipfile
from collections import Counter
from email.message import Message
from html.parser import HTMLParser

import pytest
import readme_renderer.markdown as index

from autograd_lab.authoring import addresses, index_page
from autograd_lab.authoring.addresses import Addresses
from tests.support.repo import REPO

on_the_wheel = [pytest.mark.slow, pytest.mark.xdist_group("wheel")]
README = (REPO / "README.md").read_text(encoding="utf-8")
PUBLISHED = Addresses("https://a.org/book/", "https://github.com/owner/name")


def handed_out() -> set[str]:
    """The files that a learner gets, by the repository."""
    command = ["git", "ls-files", "notebooks", "assignments"]
    return set(subprocess.run(command, cwd=REPO, capture_output=True, text=True, check=True).stdout.splitlines())


@pytest.fixture(scope="module")
def names(wheel):
    return zipfile.ZipFile(wheel).namelist()


@pytest.fixture(scope="module")
def metadata(wheel) -> Message:
    archive = zipfile.ZipFile(wheel)
    [name] = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
    return email.message_from_bytes(archive.read(name))


class TestWheel:
    pytestmark = on_the_wheel

    def test_it_switches_the_server_extension_on(self, names):
        switch = "data/etc/jupyter/jupyter_server_config.d/autograd_lab.json"
        assert sum(name.endswith("/autograd_lab.json") for name in names) == 1
        assert any(name.endswith(switch) for name in names)

    def test_it_has_licences_types_and_nothing_of_the_repository_alone(self, names):
        licences = [name.partition("/licenses/")[2] for name in names if "/licenses/" in name]
        assert {"LICENSE", "LICENSE-TEXT"} <= set(licences)
        assert sum("modern-gif" in name for name in licences) == 2
        assert "autograd_lab/py.typed" in names
        assert {name.partition("/")[0].partition("-")[0] for name in names} == {"autograd_lab"}

    def test_it_carries_what_a_learner_gets(self, names):
        inside = "autograd_lab/handed_out/"
        assert {name.removeprefix(inside) for name in names if name.startswith(inside)} == handed_out()

    def test_nothing_but_a_licence_is_in_it_twice(self, wheel):
        files = zipfile.ZipFile(wheel).infolist()
        counts = Counter((file.CRC, file.file_size) for file in files if file.file_size)
        assert not [f.filename for f in files if counts[f.CRC, f.file_size] > 1 and "LICENSE" not in f.filename]

    def test_it_is_small(self, wheel):
        assert wheel.stat().st_size < 5e6

    def test_an_index_is_told_all(self, metadata):
        assert "Typing :: Typed" in metadata.get_all("Classifier")
        assert metadata["License-Expression"] == "BSD-3-Clause AND CC-BY-4.0 AND MIT"
        assert metadata["Description-Content-Type"] == "text/markdown"
        told = dict(url.split(", ") for url in metadata.get_all("Project-URL", []))
        assert told == index_page.addresses_of(REPO)
        text = metadata.get_payload(decode=True).decode()
        assert text.strip() == index_page.for_index(README, addresses.load(REPO / "book")).strip()

    @pytest.mark.parametrize("checker", [["twine", "check", "--strict"], ["check_wheel_contents"]])
    def test_a_checker_finds_nothing(self, wheel, checker):
        command = [sys.executable, "-m", *checker, str(wheel)]
        done = subprocess.run(command, cwd=REPO, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr


def test_the_licence_of_each_part_is_stated():
    """Each licence of the expression is one that a file of the wheel or README.md tells of."""
    assert all(licence in README for licence in ("BSD-3-Clause", "CC-BY-4.0", "MIT"))


class Addressed(HTMLParser):
    """Collects the addresses of links and pictures of a page, and its words."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.pictures: list[str] = []
        self.words = ""
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        named = dict(attributes)
        if tag == "a" and not named["href"].startswith("#user-content-"):  # a heading's own
            self.links.append(named["href"])
        self.pictures += [named[name] for name in ("src", "srcset") if name in named]

    def handle_data(self, data):
        self.words += data


def shown(known: Addresses) -> Addressed:
    """README.md as an index shows it."""
    return Addressed(index.render(index_page.for_index(README, known)))


@pytest.mark.slow
@pytest.mark.parametrize("known", [Addresses(), Addresses(site=PUBLISHED.site), PUBLISHED])
def test_on_an_index_every_address_is_whole(known):
    page = shown(known)
    assert all(address.startswith("https://") for address in page.links + page.pictures)
    places = {
        address
        for address in page.links + page.pictures
        if address.startswith(("https://a.org/", "https://github.com/owner"))
    }
    assert bool(places) == (known != Addresses())
    assert "](" not in page.words
    assert "<!--" not in page.words


@pytest.mark.slow
def test_on_an_index_each_address_leads_to_a_file():
    page = shown(PUBLISHED)
    raw, read = "https://raw.githubusercontent.com/owner/name/HEAD/", "https://github.com/owner/name/blob/HEAD/"
    assert page.pictures
    assert all((REPO / address.removeprefix(raw)).is_file() for address in page.pictures)
    files = [address.removeprefix(read) for address in page.links if address.startswith(read)]
    assert "docs/player.md" in files
    assert all((REPO / file.partition("#")[0]).exists() for file in files)
    chapters = [
        re.sub(r"\.html$", ".ipynb", link.removeprefix(PUBLISHED.site))
        for link in page.links
        if link.startswith(PUBLISHED.site)
    ]
    assert "notebooks/glossary.ipynb" in chapters
    assert all((REPO / chapter).is_file() for chapter in chapters)


@pytest.mark.slow
def test_on_an_index_nothing_is_said_of_a_copy_of_the_repository():
    words = shown(Addresses()).words
    assert 'pip install "autograd-lab[course]"' in words
    assert "autograd-lab lab" in words
    assert not re.search(r"git clone|make test|environment\.yml|book/_build", words)


@pytest.mark.parametrize(
    ("markdown", "known", "said"),
    [
        ("see [the `x` page](docs/x.md#top).", Addresses(), "see the `x` page."),
        (
            "see [the `x` page](docs/x.md#top).",
            PUBLISHED,
            f"see [the `x` page]({PUBLISHED.repository}/blob/HEAD/docs/x.md#top).",
        ),
        ("[it](#below) and [b](https://b.org)", PUBLISHED, "it and [b](https://b.org)"),
        ("![plan](docs/a.png)!", Addresses(), "!"),
        ("`[a](b)` and\n```\n[a](b)\n```", PUBLISHED, "`[a](b)` and\n```\n[a](b)\n```"),
        ("[ch](notebooks/05_x.ipynb)", PUBLISHED, "[ch](https://a.org/book/notebooks/05_x.html)"),
        ("[ch](notebooks/05_x.ipynb)", Addresses("", "https://host.org/o/n"), "ch"),
        ('<picture>\n<img src="docs/a.png">\n</picture>\n\nText', Addresses(), "Text"),
        ("a\n<!-- copy only -->\nmake\n<!-- end of copy only -->\nb", PUBLISHED, "a\nb"),
    ],
)
def test_a_link_becomes_whole_or_words(markdown, known, said):
    assert index_page.for_index(markdown, known) == said


def test_addresses_are_told_where_they_are_known(tmp_path):
    assert index_page.addresses_of(tmp_path) == {}
    (tmp_path / "book").mkdir()
    (tmp_path / "book" / addresses.NAME).write_text('site = "https://a.org"\nrepository = "https://github.com/o/n"')
    (tmp_path / "CHANGELOG.md").touch()
    assert index_page.addresses_of(tmp_path) == {
        "Homepage": "https://a.org/",
        "Documentation": "https://a.org/",
        "Source": "https://github.com/o/n",
        "Issues": "https://github.com/o/n/issues",
        "Changelog": "https://github.com/o/n/blob/HEAD/CHANGELOG.md",
    }
