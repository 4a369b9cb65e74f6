"""The player's JavaScript: one file made from small modules, one of them derived from the table of operations.

`make sync` calls write(); nobody needs a bundler to use or to change the player.
"""

import ast
import json
import re
from pathlib import Path

from autograd_lab.ops import FUNCTIONS, OPS, Op

HERE = Path(__file__).parent
MODULES = (
    "functions",
    "ops",
    "sweep",
    "narrate",
    "draw",
    "controls",
    "player",
)  # each imports only from those before it
IMPORT = re.compile(r'^import \{[^}]*\} from "\./([a-z]+)\.js";\n', re.MULTILINE)
HEADER = "// Made by `make sync` from autograd_lab/viz/js/; do not edit.\n"
ALLOWED = (
    ast.Expression, ast.BinOp, ast.Add, ast.Sub, ast.Mult, ast.Div, ast.UnaryOp, ast.USub, ast.Call, ast.Name,
    ast.Load, ast.Constant,
)  # fmt: skip


def to_javascript(text: str) -> str:
    """An operation's text as JavaScript; raises ValueError for what the two languages write differently."""
    tree = ast.parse(text, mode="eval")
    for node in ast.walk(tree):
        if not isinstance(node, ALLOWED):
            raise ValueError(f"the operation {text!r} uses {type(node).__name__}, which the player cannot mirror")
        if isinstance(node, ast.Call) and not (isinstance(node.func, ast.Name) and node.func.id in FUNCTIONS):
            raise ValueError(f"the operation {text!r} calls a function that is not in ops.FUNCTIONS")
    return ast.unparse(tree)


def build_ops_js() -> str:
    """The table of operations as a JavaScript module."""
    lines = ["// @ts-check", "// Derived from autograd_lab/ops.py by `make sync`; do not edit."]
    lines.append(f'import {{ {", ".join(FUNCTIONS)} }} from "./functions.js";\n')
    lines.append("/** @type {Record<string, {symbol: string, folded: boolean, arity: number, text: string, ")
    lines.append(" *   forward: (...x: number[]) => number, slopes: ((...x: number[]) => number)[]}>} */")
    lines.append("export const OPS = {")
    lines += [_entry(op) for op in OPS.values() if op.arity]
    return "\n".join([*lines, "};", ""])


def _entry(op: Op) -> str:
    letters = ", ".join(op.operands)
    arguments = "a, b, out" if op.arity == 2 else "a, _, out"
    slopes = ", ".join(f"({arguments}) => {to_javascript(text)}" for text in op.partials)
    told = json.dumps(
        {"symbol": op.symbol, "folded": op.folded, "arity": op.arity, "text": op.text}, ensure_ascii=False
    )
    return f"  {op.name}: {{ ...{told}, forward: ({letters}) => {to_javascript(op.text)}, slopes: [{slopes}] }},"


def build_bundle() -> str:
    """All modules as one: imports between them dropped, since what they import stands above."""
    parts = [HEADER]
    for at, name in enumerate(MODULES):
        source = build_ops_js() if name == "ops" else (HERE / "js" / f"{name}.js").read_text(encoding="utf-8")
        for wanted in IMPORT.findall(source):
            if wanted not in MODULES[:at]:
                raise ValueError(f"{name}.js imports {wanted}.js, which does not stand before it in MODULES")
        source = IMPORT.sub("", source).replace("// @ts-check\n", "")
        source = re.sub(r"^export (?=const |function )", "", source, flags=re.MULTILINE)
        if name != MODULES[-1] and re.search(r"^(import|export)\b", source, re.MULTILINE):
            raise ValueError(f"{name}.js imports or exports in a form that this bundler does not know")
        parts.append(source)
    return "\n".join(parts)


def write() -> list[Path]:
    """Write js/ops.js and static/player.js; returns the files whose content changed."""
    changed = []
    for path, text in ((HERE / "js" / "ops.js", build_ops_js()), (HERE / "static" / "player.js", build_bundle())):
        path.parent.mkdir(exist_ok=True)
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            changed.append(path)
    return changed
