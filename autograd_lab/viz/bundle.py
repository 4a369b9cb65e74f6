"""The JavaScript and the styles that travel to a page: each bundle is one file in static/, joined from small ones.

`make sync` writes what files() builds; nobody needs Node or a bundler to use or to change the player. A bundle holds
the modules that it begins with and all that they import, in topological order, in one scope. What only some players
need (the quiz, the pictures of arrays) is a bundle that joins the player's scope where it is asked for.
"""

import posixpath
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograd_lab.viz.javascript import build_ops_js, build_slips_js
from autograd_lab.viz.squeeze import squeeze

HERE = Path(__file__).parent
FIGURE_EXPORT = "export default figure(draw);"
IMPORT = re.compile(r'^import \{([^}]*)\} from "(\.[./a-z_]+\.js)";\n', re.MULTILINE)
EXPORT = re.compile(r"^export (?=const |let |(?:async )?function |class )", re.MULTILINE)
DECLARED = re.compile(r"^(?:const|let|(?:async )?function|class) (\w+|\[[\w, ]+\])", re.MULTILINE)  # const [a, b] too
STYLE_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
HEADER = "// Made by `make sync` from autograd_lab/viz/; do not edit.\n"
#: modules that are built from Python, by their paths in viz/
DERIVED = {"js/model/ops.js": build_ops_js, "js/model/slips.js": build_slips_js}


@dataclass(frozen=True)
class Bundle:
    """One script in static/.

    entries  the modules that it begins with, by their paths in viz/
    joins    the bundle behind which it is put, in whose scope it works, and whose modules it leaves out; that one may
             join another
    alone    no other bundle joins that one at the same time
    beside   bundles that join the same one and always come before this one, whose modules it leaves out too
    """

    entries: tuple[str, ...]
    joins: str = ""
    alone: bool = False
    beside: tuple[str, ...] = ()


def figure_kinds() -> list[str]:
    """The names of the live figures: of the modules in figures/js/ that export one."""
    return [
        file.stem
        for file in sorted((HERE / "figures" / "js").glob("*.js"))
        if FIGURE_EXPORT in file.read_text(encoding="utf-8")
    ]


BUNDLES = {
    "player": Bundle(("js/page/notebook.js",)),
    "numbers": Bundle(("js/page/sections.js", "js/page/nudge.js"), joins="player"),
    "lines": Bundle(("js/page/lines.js",), joins="player"),
    "panels": Bundle(("js/page/quiz.js", "js/page/compare.js"), joins="player"),
    "arrays": Bundle(("js/page/arrays.js",), joins="player"),
    "ways": Bundle(("js/page/ways.js",), joins="player"),
    "closeups": Bundle(("js/page/entries.js", "js/page/closeups.js"), joins="arrays", beside=("ways",)),
    "pixels": Bundle(("js/page/pixels.js",), joins="closeups"),
    "rows": Bundle(("js/page/rows.js",), joins="closeups"),
    "along": Bundle(("js/page/along.js",), joins="player", beside=("ways",)),
    "time": Bundle(("js/page/time.js",), joins="closeups", beside=("along",)),
    "marks": Bundle(("js/page/marks.js",), joins="player"),
    "network": Bundle(("network/js/entry.js",)),
    "figures": Bundle(("figures/js/plot.js", "figures/js/parts.js")),  # what every figure needs
    "share": Bundle(("js/share/menu.js",)),  # a module of its own, loaded when "Share" is pressed
    "drill": Bundle(("drill/js/entry.js",)),
    "listen": Bundle(("js/page/listen.js",)),  # goes with each widget that its kernel answers
    **{f"figures/{kind}": Bundle((f"figures/js/{kind}.js",), joins="figures", alone=True) for kind in figure_kinds()},
}
#: the style sheets in static/, and the files that each is made of
STYLES = {
    "player": ("css/theme.css", "css/base.css", "css/graph.css", "css/card.css", "css/motion.css", "css/lecture.css"),
    "numbers": ("css/numbers.css", "css/nudge.css"),
    "lines": ("css/lines.css",),
    "panels": ("css/panels.css",),
    "arrays": ("css/arrays.css",),
    "ways": ("css/ways.css",),
    "closeups": ("css/closeups.css",),
    "pixels": ("css/pixels.css",),
    "rows": ("css/rows.css",),
    "along": ("css/along.css",),
    "time": ("css/time.css",),
    "marks": ("css/marks.css",),
    "share": ("css/share.css",),
    "network": ("css/theme.css", "css/base.css", "network/network.css"),
    "figures": ("css/theme.css", "figures/figure.css"),
    "drill": ("css/theme.css", "drill/drill.css"),
}
#: the sheets that have the player's colours under a class of their own
THEMED = {"figures": ".al-figure", "drill": ".al-zoo"}


def build_script(name: str) -> str:
    """A bundle's JavaScript; raises ValueError for modules that cannot share one scope."""
    base = [module for joined in _joined_by(name) for module in _own_modules(joined)]
    root = (*_joined_by(name), name)[0]
    shared = root != name and not BUNDLES[name].alone
    together = [other for other in BUNDLES if root in _joined_by(other)] if shared else [name]
    _refuse_doubles(
        [*(_own_modules(root) if shared else base), *(m for other in together for m in _own_modules(other))]
    )
    return HEADER + join_modules(_own_modules(name))


def build_style(name: str) -> str:
    """A minified style sheet; some have the player's colours under their own class."""
    text = "".join(_read(path) for path in STYLES[name])
    if name in THEMED:
        text = text.replace(".al-player", THEMED[name])
    return re.sub(r"\s*([{};,])\s*", r"\1", STYLE_COMMENT.sub("", text)).replace("}", "}\n")


def modules_of(entries: Iterable[str]) -> list[str]:
    """The entries and all modules that they import, by their paths in viz/, each behind those that it imports.

    Raises ValueError for a circle.

    >>> modules_of(["js/model/terms.js"])
    ['js/model/numbers.js', 'js/model/terms.js']
    """
    order: list[str] = []
    for entry in entries:
        _append(entry, order, ())
    return order


def join_modules(names: Sequence[str]) -> str:
    """Modules as one: imports between them dropped, since what they import stands above; squeezed."""
    parts = []
    for name in names:
        source = _bare(_read(name))
        if re.search(r"^import\b|^export (?!default)", source, re.MULTILINE):
            raise ValueError(f"{name} imports or exports in a form that this bundler does not know")
        parts.append(squeeze(source))
    return "\n".join([*parts, ""])


def files() -> dict[str, str]:
    """The text of every derived file, by its path in this folder."""
    return {
        **{path: build() for path, build in DERIVED.items()},
        **{f"static/{name}.js": build_script(name) for name in BUNDLES},
        **{f"static/{name}.css": build_style(name) for name in STYLES},
    }


def _joined_by(name: str) -> tuple[str, ...]:
    """The bundles that stand before a bundle in its scope, the outermost first.

    >>> _joined_by("pixels")
    ('player', 'arrays', 'ways', 'closeups')
    """
    joins = BUNDLES[name].joins
    return (*_joined_by(joins), joins, *BUNDLES[name].beside) if joins else ()


def _own_modules(name: str) -> list[str]:
    """The modules of a bundle, without those of the bundles that it joins."""
    base = {module for joined in _joined_by(name) for module in modules_of(BUNDLES[joined].entries)}
    return [module for module in modules_of(BUNDLES[name].entries) if module not in base]


def _append(name: str, order: list[str], above: tuple[str, ...]) -> None:
    """Append a module to `order`, behind those that it imports; `above` are the modules that led to it."""
    if name in above:
        raise ValueError(f"these modules import one another in a circle: {' → '.join([*above, name])}")
    if name in order:
        return
    for _, wanted in IMPORT.findall(_read(name)):
        _append(posixpath.normpath(posixpath.join(posixpath.dirname(name), wanted)), order, (*above, name))
    order.append(name)


def _read(name: str) -> str:
    """The text of a file, by its path in viz/; a derived module is built, so that it is never stale."""
    return DERIVED[name]() if name in DERIVED else (HERE / name).read_text(encoding="utf-8")


def _bare(source: str) -> str:
    """A module's text without its imports, and with its exports as plain declarations."""
    return EXPORT.sub("", IMPORT.sub("", source))


def _refuse_doubles(names: Iterable[str]) -> None:
    """Raise ValueError where modules of one scope declare the same name, or rename what they import."""
    declared: dict[str, str] = {}
    for name in names:
        source = _read(name)
        for imported, wanted in IMPORT.findall(source):
            if re.search(r"\bas\b", imported):
                raise ValueError(f"{name} renames what it imports from {wanted}, which one scope cannot do")
        for word in re.findall(r"\w+", " ".join(DECLARED.findall(_bare(source)))):
            if word in declared:
                raise ValueError(f"{name} and {declared[word]} both declare {word}: joined, they share one scope")
            declared[word] = name
