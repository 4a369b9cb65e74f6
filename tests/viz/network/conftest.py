"""A page that holds a network view."""

import pytest


@pytest.fixture
def opened(tmp_path, open_page):
    """Save a view as a page, and open it."""

    def open_view(view, **options):
        page = open_page(**options)
        page.goto(view.static().save(tmp_path / "page.html").as_uri())
        return page

    return open_view
