"""`python -m autograd_lab.server`: what a student's JupyterLab shows, and an instructor's."""

import json
import os

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


def test_who_has_chosen_no_role_is_a_student_and_keeps_their_own_settings(monkeypatch, tmp_path):
    monkeypatch.setattr(roles.sys, "prefix", str(tmp_path))
    environment = {roles.SEARCHED: "/my/settings"}
    roles.take_role_of_student(environment)
    assert environment == {roles.SEARCHED: os.pathsep.join([str(roles.CONFIG), "/my/settings"])}
    chosen = tmp_path / "etc" / "jupyter" / "jupyter_server_config.d" / "nbgrader.server_extensions.formgrader.json"
    chosen.parent.mkdir(parents=True)
    chosen.write_text("{}")
    environment = {}
    roles.take_role_of_student(environment)
    assert environment == {}
