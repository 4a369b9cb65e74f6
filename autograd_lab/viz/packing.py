"""The player's code as one short line of text, as each output of a notebook carries it.

Every output must work by itself, so each has the whole player: about 30 KB packed, three times that in plain
text, twice a player. One line, since some hosts hand on a text of several lines with commas between them.
"""

import base64
import functools
import hashlib
import json
import re
import zlib
from pathlib import Path

HERE = Path(__file__).parent
COMMENT = re.compile(r"\s*(?:/\*\*.*?\*/|//.*)\s*")


def module(code: str, style: str) -> str:
    """An ES module that exports what `code` exports, and puts `style` on the page."""
    load = 'const url=URL.createObjectURL(new Blob([unpack(PACKED)],{type:"text/javascript"}));'
    after = "const it=await import(url);URL.revokeObjectURL(url);export default it.default;"
    return _unpack() + load.replace("PACKED", _packed(code + _dress(style))) + after


def script(code: str, style: str, call: str) -> str:
    """An inline classic script that runs `code` and then `call`; nothing of it is left on the page's global object."""
    body = code.replace("export default { render };", "") + _dress(style)
    text = f'"(()=>{{\\"use strict\\";"+unpack({_packed(body)})+{json.dumps(call + "})()")}'
    # a script element rather than eval, which more pages forbid than inline scripts
    run = f'const s=document.createElement("script");s.textContent={text};document.head.append(s);s.remove();'
    return "(()=>{" + _unpack() + run + "})();"


@functools.cache
def _packed(text: str) -> str:
    """The arguments of unpack() that give `text`."""
    data = text.encode()
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15, 9)
    packed = squeeze.compress(data) + squeeze.flush()
    return f'"{base64.b64encode(packed).decode()}",{len(data)}'


@functools.cache
def _unpack() -> str:
    """js/unpack.js in one line; it is written so that no line end counts."""
    source = (HERE / "js" / "unpack.js").read_text(encoding="utf-8").replace("export function", "function")
    return "".join(f"{line.strip()} " for line in COMMENT.sub(" ", source).splitlines() if line.strip())


def _dress(style: str) -> str:
    """JavaScript that puts a style sheet on the page, unless it is there."""
    name = json.dumps(f"al-style-{hashlib.sha256(style.encode()).hexdigest()[:8]}")
    element = f'Object.assign(document.createElement("style"),{{id:{name},textContent:{json.dumps(style)}}})'
    return f"\nif(!document.getElementById({name}))document.head.append({element});\n"
