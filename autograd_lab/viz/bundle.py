"""The player's JavaScript and styles: one file of each, made from small ones.

`make sync` calls write(); nobody needs a bundler to use or to change the player. What only some players need
(the quiz, the comparison) is a second bundle, which joins the first one's scope where it is asked for.
"""

import ast
import json
import re
from collections.abc import Sequence
from pathlib import Path

from autograd_lab.scalar.ops import FUNCTIONS, OPS, Op
from autograd_lab.viz.slips import build_slips_js
from autograd_lab.viz.squeeze import squeeze
from autograd_lab.viz.symbols import to_symbols

HERE = Path(__file__).parent
#: each module imports only from those before it
MODULES = (
    "functions",
    "ops",
    "recorded",
    "sweep",
    "numbers",
    "terms",
    "narrate",
    "dom",
    "icons",
    "order",
    "layout",
    "view",
    "frames",
    "boxes",
    "draw",
    "pan",
    "controls",
    "table",
    "steps",
    "help",
    "nudge",
    "paths",
    "card",
    "keys",
    "print",
    "player",
    "notebook",
)
STYLES = ("base", "graph", "card")
#: what some players need only: modules that add their parts to PARTS of player.js, and styles
EXTRAS = {
    "panels": (("slips", "explain", "guess", "quiz", "compare"), ("panels",)),
    "arrays": (("shapes", "heat", "arrays"), ("arrays",)),
}
IMPORT = re.compile(r'^import \{([^}]*)\} from "\./([a-z]+)\.js";\n', re.MULTILINE)
DECLARED = re.compile(r"^(?:const|let|function|class) (\w+)", re.MULTILINE)
STYLE_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
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
    return ast.unparse(_Over().visit(tree))


class _Over(ast.NodeTransformer):
    """Division as the function `over`: by zero JavaScript's sign gives ∞ where Python refuses."""

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        if not isinstance(node.op, ast.Div):
            return node
        return ast.Call(func=ast.Name(id="over", ctx=ast.Load()), args=[node.left, node.right], keywords=[])


def build_ops_js() -> str:
    """The table of operations as a JavaScript module."""
    lines = ["// @ts-check", "// Derived from autograd_lab/scalar/ops.py by `make sync`; do not edit."]
    lines.append(f'import {{ {", ".join([*FUNCTIONS, "over"])} }} from "./functions.js";\n')
    lines.append("/** @type {Record<string, {symbol: string, folded: boolean, arity: number, text: string,")
    lines.append(" *   partials: string[], forward: (...x: number[]) => number,")
    lines.append(" *   slopes: ((...x: number[]) => number)[]}>} */")
    lines.append("export const OPS = {")
    lines += [_entry(op) for op in OPS.values() if op.arity]
    return "\n".join([*lines, "};", ""])


def _entry(op: Op) -> str:
    letters = ", ".join(op.operands)
    arguments = "a, b, out" if op.arity == 2 else "a, _, out"
    slopes = ", ".join(f"({arguments}) => {to_javascript(text)}" for text in op.partials)
    facts = {
        "symbol": op.symbol,
        "folded": op.folded,
        "arity": op.arity,
        "text": to_symbols(op.text),
        "partials": [to_symbols(text) for text in op.partials],
    }
    told = json.dumps(facts, ensure_ascii=False)[1:-1]
    return f"  {op.name}: {{ {told}, forward: ({letters}) => {to_javascript(op.text)}, slopes: [{slopes}] }},"


def build_bundle() -> str:
    """All modules of the base as one: imports between them dropped, since what they import stands above."""
    return HEADER + _joined(MODULES, MODULES)


def build_extra(name: str) -> str:
    """A further bundle, to be appended to the first; several may be, so all names are told apart."""
    modules = EXTRAS[name][0]
    others = tuple(module for other, (those, _) in EXTRAS.items() if other != name for module in those)
    return HEADER + _joined(modules, MODULES + modules, others)


def build_styles(parts: Sequence[str] = STYLES) -> str:
    """The parts of a style sheet, one after another, without comments and needless space."""
    text = "".join((HERE / "css" / f"{name}.css").read_text(encoding="utf-8") for name in parts)
    return shrink_style(text)


def shrink_style(text: str) -> str:
    """A style sheet without comments and needless space."""
    return re.sub(r"\s*([{};,])\s*", r"\1", STYLE_COMMENT.sub("", text)).replace("}", "}\n")


def _joined(names: Sequence[str], order: Sequence[str], beside: Sequence[str] = ()) -> str:
    """The modules `names` in one scope, without comments and needless space; `order` says what each may import from.

    beside  modules that may stand in the same scope, and that none of them imports
    """
    declared: dict[str, str] = {}
    for name in (*order[: order.index(names[0])], *beside):
        _declare(name, _source(name), declared)
    parts = []
    for name in names:
        source = _source(name)
        for _, wanted in IMPORT.findall(source):
            if wanted not in order[: order.index(name)]:
                raise ValueError(f"{name}.js imports {wanted}.js, which does not stand before it in bundle.MODULES")
        _declare(name, source, declared)
        source = _bare(source)
        if re.search(r"^import\b|^export (?!default)", source, re.MULTILINE):
            raise ValueError(f"{name}.js imports or exports in a form that this bundler does not know")
        parts.append(squeeze(source))
    return "\n".join([*parts, ""])


def _source(name: str) -> str:
    derived = {"ops": build_ops_js, "slips": build_slips_js}
    return derived[name]() if name in derived else (HERE / "js" / f"{name}.js").read_text(encoding="utf-8")


def _bare(source: str) -> str:
    """A module's text without its imports, and with its exports as plain declarations."""
    return re.sub(r"^export (?=const |let |function |class )", "", IMPORT.sub("", source), flags=re.MULTILINE)


def _declare(name: str, source: str, declared: dict[str, str]) -> None:
    """All modules share one scope, so a name may stand in one of them only."""
    for renamed, wanted in IMPORT.findall(source):
        if re.search(r"\bas\b", renamed):
            raise ValueError(f"{name}.js renames what it imports from {wanted}.js, which one scope cannot do")
    for word in DECLARED.findall(_bare(source)):
        if word in declared:
            raise ValueError(f"{name}.js and {declared[word]}.js both declare {word}: joined, they share one scope")
        declared[word] = name


def files() -> dict[str, str]:
    """What is derived, by its path in this folder."""
    made = {"js/ops.js": build_ops_js(), "js/slips.js": build_slips_js()}
    made |= {"static/player.js": build_bundle(), "static/player.css": build_styles()}
    for name, (_, styles) in EXTRAS.items():
        made |= {f"static/{name}.js": build_extra(name), f"static/{name}.css": build_styles(styles)}
    return made


def write() -> list[Path]:
    """Write the derived files; returns those whose content changed."""
    changed = []
    for name, text in files().items():
        path = HERE / name
        path.parent.mkdir(exist_ok=True)
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            changed.append(path)
    return changed
