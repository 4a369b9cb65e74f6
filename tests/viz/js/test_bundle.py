"""The bundles in static/: they are what `make sync` would write, hold all that they need, and declare no name twice."""

import gzip
import re
from functools import cache

import pytest

from autograd_lab.viz import bundle, scripts
from tests.support.javascript import VIZ

FILES = cache(bundle.files)  # making them takes seconds
PAGE = r"\b(document|window(?=[.\[(])|HTMLElement|Element|addEventListener|querySelector)\b"


@pytest.mark.slow
def test_the_committed_files_are_what_sync_would_write():
    for name, text in FILES().items():
        assert (VIZ / name).is_file(), f"{name} is missing: run `make sync`"
        assert (VIZ / name).read_text(encoding="utf-8") == text, f"{name}: run `make sync`"


@pytest.mark.slow
def test_static_holds_nothing_else():
    there = {file.relative_to(VIZ).as_posix() for file in (VIZ / "static").rglob("*") if file.is_file()}
    assert there == {name for name in FILES() if name.startswith("static/")}


@pytest.mark.slow
def test_the_player_is_small():
    def size(*bundles):
        return len(gzip.compress((scripts.script(*bundles) + scripts.style(*bundles)).encode()))

    assert size("player") <= 36 * 1024
    assert size("player", "numbers") <= 42 * 1024
    assert size("player", "arrays") <= 42 * 1024


@pytest.mark.slow
def test_looking_from_close_by_is_small():
    """What comes to a graph of images, or of rows and steps, beside the player of arrays."""

    def size(*bundles):
        shown = ("player", "arrays", *bundles)
        return len(gzip.compress((scripts.script(*shown) + scripts.style(*shown)).encode()))

    assert size("ways", "closeups", "pixels") - size() <= 8 * 1024
    assert size("ways", "closeups", "rows") - size() <= 8 * 1024
    assert size("ways", "closeups", "along", "time") - size() <= 8 * 1024


@pytest.mark.slow
def test_every_module_stands_behind_those_that_it_imports():
    for made in bundle.BUNDLES.values():
        order = bundle.modules_of(made.entries)
        assert len(order) == len(set(order))
        assert order[-1] == made.entries[-1]
        for at, name in enumerate(order):
            before = {path.rpartition("/")[2] for path in order[:at]}
            for _, wanted in bundle.IMPORT.findall((VIZ / name).read_text(encoding="utf-8")):
                assert wanted.rpartition("/")[2] in before, (name, wanted)


@pytest.mark.slow
def test_every_module_is_in_a_bundle():
    held = {name for made in bundle.BUNDLES.values() for name in bundle.modules_of(made.entries)}
    files = {f.relative_to(VIZ).as_posix() for f in VIZ.rglob("*.js") if not {"static", "vendor"} & {*f.parts}}
    assert files == held


@pytest.mark.slow
def test_modules_that_compute_import_none_that_draw():
    """tests/viz/sources/test_modules.py has the TypeScript checker look for pages in them."""
    pure = sorted((VIZ / "js" / "model").glob("*.js"))
    assert len(pure) >= 15
    for file in pure:
        for name in bundle.modules_of([file.relative_to(VIZ).as_posix()]):
            assert name.startswith("js/model/"), (file.name, name)
            words = set(
                re.findall(
                    r"\b(document|window(?=[.\[(])|HTMLElement|Element|addEventListener|querySelector)\b",
                    (VIZ / name).read_text("utf-8"),
                )
            )
            assert not words, (name, words)


def test_a_bundle_that_joins_another_leaves_out_what_that_one_has():
    assert "function createPass(" in scripts.script("player")
    assert "function createPass(" not in scripts.script("panels")
    assert "import " not in re.sub(r"await import", "", scripts.script("panels"))


@pytest.fixture
def module(tmp_path, monkeypatch):
    """Write modules into a folder of their own, and make a bundle that begins with `main.js`."""
    monkeypatch.setattr(bundle, "HERE", tmp_path)
    monkeypatch.setattr(bundle, "BUNDLES", {"it": bundle.Bundle(("main.js",))})

    def write(**texts):
        for name, text in texts.items():
            (tmp_path / f"{name}.js").write_text(text, encoding="utf-8")

    return write


def test_imports_go_and_exports_become_plain(module):
    module(main='import { two } from "./other.js";\nexport const four = two + two;\n', other="export const two = 2;\n")
    assert bundle.build_script("it") == bundle.HEADER + "const two=2;\nconst four=two+two;\n"


@pytest.mark.parametrize(
    ("main", "other", "said"),
    [
        ("const a = 1;\n", "export const a = 2;\n", "main.js and other.js both declare a"),
        ("const [b, a] = [1, 2];\n", "export const a = 2;\n", "main.js and other.js both declare a"),
        ("", 'import { b } from "./main.js";\nexport const a = b;\n', "in a circle: main.js → other.js → main.js"),
        ("export { a };\n", "export const a = 2;\n", "main.js imports or exports in a form"),
    ],
)
def test_what_cannot_share_a_scope_is_refused(module, main, other, said):
    module(main=f'import {{ a }} from "./other.js";\n{main}', other=other)
    with pytest.raises(ValueError, match=re.escape(said)):
        bundle.build_script("it")


def test_a_renamed_import_is_refused(module):
    module(main='import { a as b } from "./other.js";\n', other="export const a = 2;\n")
    with pytest.raises(ValueError, match=re.escape("main.js renames what it imports from ./other.js")):
        bundle.build_script("it")
