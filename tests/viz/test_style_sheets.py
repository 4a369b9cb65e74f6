"""The style sheets that meet on a page: no rule of one component can hit an element of another."""

import itertools
import re

from autograd_lab.viz import side_by_side
from tests.support.javascript import VIZ

RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
CLASS = re.compile(r"\.(al-[\w-]+)")
COMBINATOR = re.compile(r"[\s>+~](?![^(\[]*[)\]])")  # between two compounds, not inside of :is(...)
#: what each component's classes begin with; the player's own are all the others
PREFIXES = {"figures": "al-fig", "network": "al-net", "drill": "al-zoo"}
STATIC = sorted((VIZ / "static").rglob("*.css"))


def component(name):
    """The component of a sheet in static/: what joins the player is the player's."""
    return name if name in PREFIXES else "player"


def unscoped(css):
    """(class, rule) for each class that a rule names in its last compound, where no compound before it names one."""
    for selectors, body in RULE.findall(re.sub(r"@(?:media|container)[^{]*\{", "", css)):
        for selector in re.split(r",(?![^(]*\))", selectors):
            *before, last = COMBINATOR.split(selector.strip())
            if not CLASS.search(" ".join(before)):
                yield from ((name, (selector.strip(), body.strip())) for name in CLASS.findall(last))


def named(css):
    """The classes that a sheet's rules name anywhere."""
    return {name for selectors, _ in RULE.findall(css) for name in CLASS.findall(selectors)}


def styled():
    """For each component the classes that it styles without a scope, with the rules that do."""
    found = {"differences": dict.fromkeys([*unscoped(side_by_side._LOOK)])}
    for sheet in STATIC:
        found.setdefault(component(sheet.stem), {}).update(dict.fromkeys(unscoped(sheet.read_text(encoding="utf-8"))))
    return {name: set(rules) for name, rules in found.items()}


def test_a_rule_without_a_scope_is_seen():
    css = ".al-a .al-b,p:is(.al-c,.al-d){x: 1;}\n@media print{.al-e > h2,.al-f:not(.is-g):hover{x: 2;}}"
    assert {name for name, _ in unscoped(css)} == {"al-c", "al-d", "al-f"}
    assert not list(unscoped(".al-a p{x: 1;}[data-theme] .al-b > i{x: 1;}"))


def test_no_class_is_styled_by_two_components():
    rules = styled()
    assert set(rules) >= {"player", "figures", "network", "differences"}
    for one, other in itertools.combinations(rules, 2):
        shared = rules[one] & rules[other]  # the same rule, word for word: the network view has the player's look
        both = {name for name, _ in rules[one] - shared} & {name for name, _ in rules[other] - shared}
        assert not both, f"{one} and {other} both style {sorted(both)}: give one its own prefix"


def test_no_rule_without_a_scope_reaches_into_the_player():
    player = "".join(sheet.read_text(encoding="utf-8") for sheet in STATIC if component(sheet.stem) == "player")
    rules = styled()
    for name in {*rules} - {"player"}:
        reached = {one for one, _ in rules[name] - rules["player"]} & named(player)
        assert not reached, f"{name} styles {sorted(reached)}, which the player has too"


def test_figures_style_their_own_classes_alone():
    css = (VIZ / "figures" / "figure.css").read_text(encoding="utf-8")
    own = {name for name, _ in unscoped(css)}
    assert all(name.startswith((PREFIXES["figures"], "al-plot")) for name in own), own


def test_figures_put_no_class_of_others_on_a_page():
    sources = [*(VIZ / "figures").rglob("*.js"), *(VIZ / "figures").glob("*.py")]
    used = {name for file in sources for name in re.findall(r"(?<![-\w])al-[a-z]+", file.read_text(encoding="utf-8"))}
    assert used <= {"al-fig", "al-figure", "al-plot", "al-clip"}
