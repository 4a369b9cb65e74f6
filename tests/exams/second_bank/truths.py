"""Which name of the catalogue describes each submission, as the files psN say it, and which names claim no cause.

An id is there when the catalogue has this mistake, "" when it has not: then it must not be named, and what the numbers
show is to be described. `SAME` lists other names that are accepted, since they describe the same function on every
input. All other names are wrong, even when the numbers of a draw coincide.
"""

from importlib import import_module
from pathlib import Path

BANKS = {
    path.stem: import_module(f"{__package__}.{path.stem}") for path in sorted(Path(__file__).parent.glob("ps*.py"))
}
BANKS = {name: module for name, module in BANKS.items() if name.removeprefix("ps").partition("_edition_")[0].isdigit()}
TRUTHS = {name: module.NAMES for name, module in BANKS.items()}
SAME = {(name, key): other for name, module in BANKS.items() for key, other in getattr(module, "SAME", {}).items()}

#: names that say what is seen and claim no cause; they are neither right nor wrong
SYMPTOMS = {
    "classes-exchanged": "the network calls each class by the other's name, whatever taught it: targets, sign or step",
    "undertrained": "the network has not learnt its training rows; the report asks for the cause and gives none",
}
