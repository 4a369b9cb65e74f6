"""Live figures on a page of their own."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from autograd_lab.viz import static_page
from autograd_lab.viz.figures import Figure


@pytest.fixture
def open_figures(tmp_path: Path, open_page: Callable[..., Page]) -> Callable[..., Page]:
    """Open a page that holds figures: `open_figures(figure, color_scheme="dark")`."""

    def open_them(*figures: Figure, **options: object) -> Page:
        path = tmp_path / "figures.html"
        path.write_text(
            static_page.page("figures", "".join(figure.static().html for figure in figures)), encoding="utf-8"
        )
        page = open_page(**options)
        page.goto(path.as_uri())
        return page

    return open_them
