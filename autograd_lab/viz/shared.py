"""One copy of the player's code for all players of a kernel: on the wire, in the page and in a saved notebook.

A widget that brought its own would put 35 KB into the notebook's saved state for each player.
"""

import anywidget
import traitlets

from autograd_lab.viz import static_page

#: what each player's widget runs: it fetches the shared code, which is unpacked once for a page
STUB = (
    "export default { async render(context) { const { model } = context;"
    ' const shared = await model.widget_manager.get_model(model.get("_code").replace("IPY_MODEL_", ""));'
    " shared.player ??= (async (packed) => {" + static_page.IMPORT + '})(shared.get("_packed"));'
    " return (await shared.player).default.render(context); } };"
)


class Code(anywidget.AnyWidget):
    """The player's code with some further bundles, packed. It is never displayed itself."""

    _esm = "export default {};"
    _packed = traitlets.Unicode().tag(sync=True)


_made: dict[tuple[str, ...], Code] = {}


def code_with(*extras: str) -> Code:
    """The shared code with these bundles (bundle.EXTRAS), made when it is first asked for, or was closed since."""
    code = _made.get(extras)
    if code is None or code.comm is None:
        code = _made[extras] = Code(_packed=static_page.packed_code(*extras))
    return code
