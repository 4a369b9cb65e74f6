"""The drill of the bug zoo as a page: exhibits as data, in one piece of HTML that needs neither kernel nor network."""

import base64
import gzip
import json
from collections.abc import Mapping
from typing import Any

from autograd_lab.viz import scripts
from autograd_lab.viz.static_page import StaticPage, element_id

WITHOUT_SCRIPT = "The drill needs JavaScript. The table of all exhibits below needs none."


class Drill(StaticPage):
    """A drill to be displayed in a notebook, or saved as a page; `data` are those of `exams.zoo.drill.drill_data`.

    >>> page = Drill({"exhibits": []})
    >>> page.title, "data-packed" in page.html
    ('The bug zoo', True)
    """

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.data = data
        name = element_id("zoo")
        text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
        packed = base64.b64encode(gzip.compress(text.encode(), mtime=0)).decode()
        super().__init__(
            "The bug zoo",
            f'<div id="{name}" class="al-zoo mathjax_ignore tex2jax_ignore"><p>{WITHOUT_SCRIPT}</p>'
            f'<script type="text/plain" data-packed="gzip">{packed}</script></div>'
            f'<script type="module">{scripts.mounting_script(name, "drill", packed=True)}</script>',
        )

    def __repr__(self) -> str:
        return f"Drill of {len(self.data['exhibits'])} exhibits"
