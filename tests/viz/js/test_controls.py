"""A button of the player stands in each list that it needs: icons, steps, keys, and what is said of the keys."""

import re

from tests.support.javascript import JS
from tests.support.repo import REPO


def listed(module, name):
    """The text of an object or list literal in a module of js/."""
    text = (JS / f"{module}.js").read_text(encoding="utf-8")
    return re.search(rf"const {name} = [{{\[](.*?)\n[}}\]]", text, re.DOTALL)[1]


BUTTONS = dict(re.findall(r'^  (\w+): "(.*)"', listed("page/controls", "SAYS"), re.MULTILINE))


def test_every_button_has_an_icon():
    icons = re.findall(r"^  (\w+):", listed("page/icons", "ICONS"), re.MULTILINE)
    assert not BUTTONS.keys() - icons, "draw it in ICONS of js/page/icons.js"


def test_every_button_leads_somewhere():
    moves = (JS / "model" / "moves.js").read_text(encoding="utf-8")
    steps = set(re.findall(r"(\w+)(?=[:,] | })", re.search(r"return (\{.*\})\[action\]", moves)[1]))
    assert BUTTONS.keys() - steps == {"play"}, "say in js/model/moves.js to which step it goes"


def test_every_button_has_a_key_that_is_told():
    keys = set(re.findall(r'\w*"?: "(\w+)"', listed("page/keys", "STEPS")))
    assert keys == BUTTONS.keys(), "give it a key in STEPS of js/page/keys.js"
    names = {"left arrow": "←", "right arrow": "→", "space": "Space"}
    for action, says in BUTTONS.items():
        key = re.search(r"\((.*)\)$", says)[1]
        key = names.get(key, key)
        said = rf"(?<!\w){re.escape(key)}(?!\w)"
        assert re.search(said, listed("page/help", "KEY_HELP")), f"{action}: list {key} in js/page/help.js"
        table = (REPO / "docs" / "player.md").read_text(encoding="utf-8").partition("## Keys")[2]
        assert re.search(said, table), f"{action}: list {key} in the keys of docs/player.md"
