"""Live figures on a page: open them, move their controls, read what they have computed."""

import pytest

from autograd_lab.viz import static_page

DONE = "() => !document.querySelector('.al-figure[data-busy]')"


def figures_opener(tmp_path, open_page):
    """A function that opens a page with the figures that it is given."""

    def open_them(*made, **options):
        path = tmp_path / "page.html"
        path.write_text(static_page.page("figures", "".join(f.static().html for f in made)), encoding="utf-8")
        page = open_page(**options)
        page.goto(path.as_uri())
        return page

    return open_them


def press(page, name, key, times=1):
    """Press a key on the slider called `name`."""
    page.locator(f"input[data-name='{name}']").focus()
    for _ in range(times):
        page.keyboard.press(key)


def choose(page, label, option):
    """Choose an option in the list called `label`."""
    page.get_by_role("combobox", name=label, exact=True).select_option(option)


def losses_shown(page):
    """The losses of the figure `overfitting`, once it has learnt."""
    page.wait_for_function(DONE)
    data = page.locator(".al-figure")
    return {name: float(data.get_attribute(f"data-{name}")) for name in ("epoch", "train", "valid", "best", "lowest")}


def assert_read_without_scripts(page, absent):
    """The page of a figure whose scripts do not run: a table with a caption, and none of what would need them."""
    assert page.locator("table caption").is_visible()
    assert page.locator("table tbody tr").count() >= 3
    assert page.locator(absent).count() == 0


@pytest.fixture
def open_figures(tmp_path, open_page):
    """A function that opens a page with the figures that it is given: `open_figures(figure, color_scheme="dark")`."""
    return figures_opener(tmp_path, open_page)
