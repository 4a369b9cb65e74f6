"""`python -m autograd_lab.server`: what a student's JupyterLab shows, and an instructor's."""

import json

import pytest

from autograd_lab.server import __main__ as command, roles

NOTIFICATIONS = "@jupyterlab/apputils-extension:notification"


@pytest.fixture
def switches(monkeypatch, tmp_path):
    """What was switched on and off, in place of this environment's own settings."""
    seen = {}
    monkeypatch.setattr(
        command, "toggle_server_extension_python", lambda name, enabled, sys_prefix: seen.update({name: enabled})
    )
    monkeypatch.setattr(command, "enable_extension", lambda name, level: seen.update({name: True}))
    monkeypatch.setattr(command, "disable_extension", lambda name, level: seen.update({name: False}))
    monkeypatch.setattr(command, "get_app_dir", lambda: str(tmp_path))
    return seen


@pytest.mark.parametrize(("role", "shown"), [("student", False), ("instructor", True)])
def test_instructors_tools_are_for_instructors(switches, role, shown):
    command.main([role])
    parts = roles.server_parts()
    tools = {name: on for name, on in switches.items() if not parts.get(name)}
    assert set(tools.values()) == {shown}
    assert {name.rpartition(":")[2] for name in tools if ":" in name} >= {"formgrader", "create-assignment"}
    assert {name for name, on in parts.items() if on} == {name for name in switches if name not in tools}
    assert all(switches[name] for name in switches if name not in tools)


def test_other_settings_stay(switches, tmp_path):
    overrides = tmp_path / "settings" / "overrides.json"
    overrides.parent.mkdir()
    overrides.write_text(json.dumps({"other": {"a": 1}, NOTIFICATIONS: {"doNotDisturbMode": True}}))
    command.main(["student"])
    settings = json.loads(overrides.read_text())
    quiet = {"fetchNews": "false", "checkForUpdates": False}
    assert settings == {"other": {"a": 1}, NOTIFICATIONS: {"doNotDisturbMode": True, **quiet}}
