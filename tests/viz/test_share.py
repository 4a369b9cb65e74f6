"""What "Share" weighs, where its code lies, and whose code it encloses.

What it does is in test_share_link.py and test_share_files.py.
"""

import base64
import gzip
import hashlib
import re

import pytest

from autograd_lab import Value, show
from autograd_lab.viz import scripts, static_page
from tests.support.repo import REPO

VENDOR = REPO / "autograd_lab" / "viz" / "vendor" / "modern-gif"


def test_what_is_others_has_its_licence_beside_it_and_is_unchanged():
    assert "MIT License" in (VENDOR / "LICENSE").read_text(encoding="utf-8")
    assert "MIT License" in (VENDOR / "LICENSE-modern-palette").read_text(encoding="utf-8")
    readme = (VENDOR / "README.md").read_text(encoding="utf-8")
    assert "modern-gif 2.1.0, unchanged (npm package `modern-gif`" in readme
    assert hashlib.sha256((VENDOR / "worker.js").read_bytes()).hexdigest() in readme


def test_the_code_of_sharing_is_small_and_no_player_carries_it():
    packed = scripts.packed_module("share")
    assert len(base64.b64decode(packed)) <= 24_000
    ours = scripts.script("share") + scripts.style("share")  # without the encoder
    assert len(gzip.compress(ours.encode())) <= 12_000
    player = show(Value(2.0, "w") * 3.0)
    assert packed not in player.static().html
    assert packed not in player._fallback_html()
    assert "GIF89a" not in scripts.script("player")


@pytest.mark.slow
def test_a_saved_page_carries_it_once_and_a_kernel_sends_it_once(tmp_path):
    one, two = show(Value(2.0, "w") * 3.0), show(Value(1.0, "x") * 3.0, quiz=True)
    page = one.static().save(tmp_path / "page.html").read_text(encoding="utf-8")
    assert page.count(static_page.share_element()) == 1
    assert page.count("data-al-player") == 1
    assert one._share is two._share
    assert one._share._packed == scripts.packed_module("share")


def test_the_file_of_a_site_is_a_plain_script():
    found = re.fullmatch(r'globalThis\.autogradLabShare = "([A-Za-z0-9+/=]+)";\n', scripts.fetched_share())
    assert found
    code = gzip.decompress(base64.b64decode(found[1])).decode()
    assert code.count("Permission is hereby granted, free of charge") == 2  # the licences of what it encloses
    assert code.startswith("const STYLES = ")
    assert code.endswith("export default{toggle,follow};\n")
