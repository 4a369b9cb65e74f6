"""A page that holds figures, for every test of figures."""

import pytest

from tests.support.figures import figures_opener


@pytest.fixture
def opened(tmp_path, open_page):
    """Open a page that holds figures; `opened(figure)` gives the page of one."""
    return figures_opener(tmp_path, open_page)
