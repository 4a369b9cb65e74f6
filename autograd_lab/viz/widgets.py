"""What all widgets here share: the page that they leave behind, and one copy of their code for all of a kernel.

A widget that brought its own code would put 35 KB into the notebook's saved state for each player.
"""

from __future__ import annotations

import secrets
from abc import abstractmethod
from typing import Any

import anywidget
import traitlets

from autograd_lab.viz import display, scripts

#: what the widget of a player or a network runs: it fetches the shared code, which is unpacked once for a page
STUB = (
    scripts.one_line("listen") + "export default { async render(context) {"
    " const { model } = context; await listen(model);"
    ' const shared = await model.widget_manager.get_model(model.get("_code").replace("IPY_MODEL_", ""));'
    " shared.player ??= (async (packed) => {" + scripts.IMPORT + '})(shared.get("_packed"));'
    " return (await shared.player).default.render(context); } };"
)


class PageWidget(anywidget.AnyWidget):
    """A widget that also has a page which needs no kernel, for hosts that cannot show widgets.

    A notebook keeps both below the cell; which of them is seen, js/page/kept.js says.
    """

    _key = traitlets.Unicode().tag(sync=True)  # by which a page knows this widget's outputs
    _own = traitlets.Unicode().tag(sync=True)  # by which a page finds its model: see js/page/listen.js

    def __init__(self, **kwargs: Any) -> None:
        own = secrets.token_hex(16)
        super().__init__(model_id=own, _own=own, **kwargs)

    @traitlets.default("_key")
    def _new_key(self) -> str:
        return secrets.token_hex(4)

    @abstractmethod
    def _fallback_html(self) -> str:
        """The page, as HTML for an output."""

    def _kept_text(self) -> str:
        """The text of what a notebook keeps, for where no HTML is shown; the widget has said what it is."""
        return ""

    def _ipython_display_(self) -> None:
        """Publish two outputs under the running cell: the widget, and the page that needs no kernel."""
        display.publish(self._outputs())

    def _outputs(self) -> list[display.Output]:
        return display.two_outputs(self._repr_mimebundle_(), self._key, self._kept_text())

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """The live widget, and beside it its page and its text."""
        bundle = super()._repr_mimebundle_(**kwargs)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
        return {**(data or {}), "text/html": self._fallback_html(), "text/plain": repr(self)}, metadata


class Code(anywidget.AnyWidget):
    """The code of some bundles, packed. It is never displayed itself."""

    _esm = "export default {};"
    _packed = traitlets.Unicode().tag(sync=True)


_made: dict[tuple[str, ...], Code] = {}


def shared_code(*bundles: str) -> Code:
    """The code of these bundles (bundle.BUNDLES) as one widget, made when first asked for, or if closed since."""
    code = _made.get(bundles)
    if code is None or code.comm is None:
        code = _made[bundles] = Code(_packed=scripts.packed_module(*bundles))
    return code
