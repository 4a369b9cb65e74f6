"""`python -m autograd_lab.server`: what a student's JupyterLab shows, and an instructor's."""

import json

import pytest

from autograd_lab.server import __main__ as roles


@pytest.fixture
def switches(monkeypatch, tmp_path):
    """What was switched on and off, in place of this environment's own settings."""
    seen = {}
    monkeypatch.setattr(
        roles, "toggle_server_extension_python", lambda name, enabled, sys_prefix: seen.update({name: enabled})
    )
    monkeypatch.setattr(roles, "enable_extension", lambda name, level: seen.update({name: True}))
    monkeypatch.setattr(roles, "disable_extension", lambda name, level: seen.update({name: False}))
    monkeypatch.setattr(roles, "get_app_dir", lambda: str(tmp_path))
    return seen


@pytest.mark.parametrize(("role", "shown"), [("student", False), ("instructor", True)])
def test_instructors_tools_are_for_instructors(switches, role, shown):
    roles.main([role])
    tools = {name: on for name, on in switches.items() if name not in roles.ALWAYS_ON}
    assert set(tools.values()) == {shown}
    assert {name.rpartition(":")[2] for name in tools if ":" in name} >= {"formgrader", "create-assignment"}
    assert all(switches[name] for name in roles.ALWAYS_ON)


def test_other_settings_stay(switches, tmp_path):
    overrides = tmp_path / "settings" / "overrides.json"
    overrides.parent.mkdir()
    overrides.write_text(json.dumps({"other": {"a": 1}, roles.NOTIFICATIONS: {"doNotDisturbMode": True}}))
    roles.main(["student"])
    settings = json.loads(overrides.read_text())
    assert settings == {"other": {"a": 1}, roles.NOTIFICATIONS: {"doNotDisturbMode": True, **roles.QUIET}}
