"""Where the course is published: one file says it, README.md agrees, and what needs an address waits for it."""

import html
import re
from urllib.parse import parse_qs

import pytest

from autograd_lab.authoring import addresses, landing, page_touches
from autograd_lab.authoring.addresses import Addresses
from autograd_lab.errors import LabError
from tests.support.repo import REPO

BODY = "<section><h1>Title</h1><p> </p><p>One <b>more</b> coffee costs \\(w\\) &amp; a tip.</p></section>"


def test_the_readme_offers_the_book_first():
    ours = addresses.load(REPO / "book")
    lines = (REPO / "README.md").read_text(encoding="utf-8").splitlines()
    assert ours.readme_line in lines, f"README.md, before `make lab`: write\n  {ours.readme_line}"
    assert lines.index(ours.readme_line) < lines.index(next(line for line in lines if line.startswith("make lab")))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("site = 3", "site is 3"),
        ('site = "example.org"', "begins with https://"),
        ('page = "https://example.org"', "unknown entry 'page'"),
        ("site = ", "no TOML"),
    ],
)
def test_a_bad_address_is_named(tmp_path, text, said):
    (tmp_path / addresses.NAME).write_text(text)
    with pytest.raises(LabError, match=said):
        addresses.load(tmp_path)


def test_addresses_are_taken_with_or_without_their_slash(tmp_path):
    assert addresses.load(tmp_path) == Addresses()
    (tmp_path / addresses.NAME).write_text('site = "https://a.org/book"\nrepository = "https://github.com/o/n/"')
    assert addresses.load(tmp_path) == Addresses("https://a.org/book/", "https://github.com/o/n")


def test_a_page_is_described_by_its_first_paragraph_and_full_addresses_wait_for_the_site():
    said = page_touches.first_paragraph(BODY)
    here = page_touches.head("notebooks/05_graph", "5 · A “graph”", said, Addresses())
    assert 'name="description" content="One more coffee costs w &amp; a tip."' in here
    assert 'property="og:title" content="5 · A “graph”"' in here
    assert "og:image" not in here
    assert "og:url" not in here
    there = page_touches.head("notebooks/05_graph", "Graph", said, Addresses("https://a.org/book/"))
    assert 'property="og:url" content="https://a.org/book/notebooks/05_graph.html"' in there
    assert f'content="https://a.org/book/{page_touches.PICTURE}"' in there
    assert (REPO / "book" / page_touches.PICTURE).is_file()


def test_a_long_description_ends_at_a_word():
    said = page_touches.in_short(page_touches.first_paragraph(f"<p>{'word ' * 80}</p>"))
    assert len(said) <= 205
    assert said.endswith("word …")


def test_players_of_a_page_share_their_code():
    packed = "A" * 3000
    module = f'<script type="module">const packed = "{packed}";run(packed)</script>'
    body, files = page_touches.shared_code(module + module, "../_static")
    [name] = files
    assert packed in files[name]
    assert packed not in body
    assert body.startswith(f'<script defer src="../_static/{name}"></script><script type="module">')
    assert body.count(f'const packed = globalThis.alPacked["{name}"];run(packed)') == 2
    assert page_touches.shared_code("<p>text</p>", "_static") == ("<p>text</p>", {})


def test_a_formula_is_seen_and_a_word_about_it_is_not():
    assert page_touches.has_formula('<span class="math notranslate nohighlight">')
    assert page_touches.has_formula('<div class="amsmath math notranslate">')
    assert not page_touches.has_formula('<p class="mathematics">maths</p>')


def test_a_chapter_leads_to_binder_and_to_a_form_that_knows_its_name():
    there = page_touches.with_ways(BODY, "notebooks/05_graph", Addresses(repository="https://github.com/owner/name"))
    row = there[there.index("</h1>") : there.index("</nav>")]
    binder, form = (html.unescape(url) for url in re.findall(r'href="([^"]*)"', row))
    assert binder == "https://mybinder.org/v2/gh/owner/name/HEAD?urlpath=lab/tree/notebooks/05_graph.ipynb"
    address, _, asked = form.partition("?")
    assert address == "https://github.com/owner/name/issues/new"
    assert parse_qs(asked)["page"] == ["05_graph"]
    assert (REPO / ".github/ISSUE_TEMPLATE" / parse_qs(asked)["template"][0]).is_file()


@pytest.mark.parametrize("repository", ["", "https://codeberg.org/owner/name"])
def test_where_an_address_is_not_known_no_link_is_dead(repository):
    nowhere = Addresses(repository=repository)
    row = page_touches.with_ways(BODY, "notebooks/05_graph", nowhere)
    assert '<nav class="al-ways" aria-label="This page" hidden><ul></ul></nav>' in row
    assert page_touches.with_ways(BODY, "index", nowhere) == BODY
    statement = (REPO / "book/accessibility.md").read_text(encoding="utf-8")
    assert "{{" not in landing.with_report(statement, nowhere)
    assert "/issues/new?" not in landing.with_report(statement, nowhere)
