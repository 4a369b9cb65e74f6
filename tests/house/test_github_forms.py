"""What people are asked on GitHub, and what the dev container installs: it is what the course has and needs."""

import importlib.util
import json
import re
from typing import Any

import yaml

from autograd_lab.exams.table import EXAMS
from tests.support.repo import REPO

FORMS = REPO / ".github" / "ISSUE_TEMPLATE"


def fields(form: str) -> dict[str, dict[str, Any]]:
    """The fields of an issue form, by their ids."""
    body = yaml.safe_load((FORMS / form).read_text(encoding="utf-8"))["body"]
    return {field["id"]: field for field in body if field["type"] != "markdown"}


def test_who_was_judged_wrong_is_asked_for_what_it_takes_to_judge_again():
    asked = fields("1_judged_wrong.yml")
    assert asked["problem_set"]["attributes"]["options"][: len(EXAMS)] == [exam.name for exam in EXAMS]
    assert asked["cell"]["attributes"]["render"] == "python"
    for name in ("problem_set", "cell", "message", "why_right", "where"):
        assert asked[name]["validations"]["required"], name


def test_a_form_that_asks_for_a_page_can_be_opened_with_the_page_filled_in():
    """GitHub fills `?template=2_mistake_on_a_page.yml&page=…` into the field of that id."""
    assert fields("2_mistake_on_a_page.yml")["page"]["type"] == "input"
    assert yaml.safe_load((FORMS / "config.yml").read_text(encoding="utf-8"))["blank_issues_enabled"] is True


def setup_file():
    spec = importlib.util.spec_from_file_location("setup_of_the_course", REPO / ".ci" / "setup.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_dev_container_has_the_programs_that_the_tests_need():
    container = json.loads((REPO / ".devcontainer" / "devcontainer.json").read_text(encoding="utf-8"))
    installed = re.search(r"apt-get install (.*)$", container["onCreateCommand"])[1].split()
    assert {word for word in installed if not word.startswith("-")} == {*setup_file().DEBIAN_PACKAGES.values()}
    major, minor = re.search(r"python:(\d+)\.(\d+)-", container["image"]).groups()
    assert (int(major), int(minor)) >= setup_file().OLDEST
