"""The bundles of static/ as a page or a widget takes them: plain, or packed as base64 of their gzip.

In a notebook the code travels packed, as it would over HTTP: a notebook holds it twice for each player, in the page
and in the widget's state; and all in one line, since a host that does not join an output's lines first puts commas
between them. A saved page has it in plain text, as static/ has.
"""

import base64
import gzip
import json
from functools import cache
from pathlib import Path

STATIC = Path(__file__).parent / "static"
VENDOR = Path(__file__).parent / "vendor"
# In one line each: see above. `packed` is base64 of gzip.
UNPACK = (
    "const bytes = Uint8Array.from(atob(packed), (c) => c.charCodeAt(0));"
    'const text = await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();'
)
IMPORT = (
    UNPACK + 'const url = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));'
    "const code = await import(url); URL.revokeObjectURL(url); return code;"
)
AS_SCRIPT = (
    'const packed = "%s";' + UNPACK + 'const host = document.getElementById("%s");'
    'const script = document.createElement("script"); script.type = "module";'
    'script.textContent = text + `mountStatic("${host.id}", STYLES);`; host.append(script);'
)
EXPORT = "export default{render};"  # how the bundles "player" and "network" end
#: what a bundle carries as a packed module, by the constant that holds it: the graph of one neuron is a player
CARRIED = {"network": {"PLAYER": ("player", "numbers")}}
#: what a bundle carries as the text of a file in vendor/, by the constant that holds it
ENCLOSED = {"share": {"GIF_WORKER": "modern-gif/worker.js"}}
SHARED = "autogradLabShare"  # the name on a page under which a fetched file leaves the code of "Share"


@cache
def script(*bundles: str) -> str:
    """The JavaScript of some bundles (bundle.BUNDLES), one behind another in one scope."""
    return "".join((STATIC / f"{name}.js").read_text(encoding="utf-8") for name in bundles)


def one_line(bundle: str) -> str:
    """The JavaScript of a small bundle in one line, without what a comment says."""
    return " ".join(line for line in script(bundle).splitlines() if not line.startswith("//"))


@cache
def style(*bundles: str) -> str:
    """The style sheets that go with some bundles (bundle.STYLES)."""
    return "".join((STATIC / f"{name}.css").read_text(encoding="utf-8") for name in bundles)


@cache
def packed_module(*bundles: str) -> str:
    """The code of some bundles with its styles, as a packed module that exports what anywidget calls.

    The same text at each run.
    """
    code = _program(*bundles).replace(EXPORT, "export default { render: (context) => render(context, STYLES) };")
    return base64.b64encode(gzip.compress(code.encode(), mtime=0)).decode()


def mounting_script(element: str, *bundles: str, packed: bool) -> str:
    """The code of some bundles as a page runs it, to show something in the element with the id `element`."""
    if packed:
        return AS_SCRIPT % (packed_module(*bundles), element)
    return _program(*bundles).replace(EXPORT, "") + f'mountStatic("{element}", STYLES);'


def fetched_share() -> str:
    """The code of "Share" as the file that a site has once for all its pages, fetched by the first press of the button.

    It is a plain script, since a page opened as a file may load no other kind.
    """
    return f'globalThis.{SHARED} = "{packed_module("share")}";\n'


@cache
def _program(*bundles: str) -> str:
    """The code of some bundles behind the constants that it needs."""
    constants = {"STYLES": style(*bundles)}
    for name in bundles:
        constants |= {constant: packed_module(*others) for constant, others in CARRIED.get(name, {}).items()}
        constants |= {word: _text_with_licences(VENDOR / path) for word, path in ENCLOSED.get(name, {}).items()}
    head = "".join(f"const {constant} = {json.dumps(text)};\n" for constant, text in constants.items())
    return head + script(*bundles)


def _text_with_licences(file: Path) -> str:
    """The text of somebody else's script, behind the licences that lie beside it: they go where it goes."""
    licences = [path.read_text(encoding="utf-8") for path in sorted(file.parent.glob("LICENSE*"))]
    return "".join(f"/*\n{text}*/\n" for text in licences) + file.read_text(encoding="utf-8")
