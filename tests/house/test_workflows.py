"""The workflows of `.github/`: well formed, without a known weakness, and every command of theirs names what is there.

`check-jsonschema` holds them to their schemas and `zizmor` looks for weaknesses; for each of both, and for the rules of
our own, a fault is planted that they must find.
"""

import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement

from tests.support.repo import REPO

GITHUB = REPO / ".github"
WORKFLOWS = sorted((GITHUB / "workflows").glob("*.yml"))
FORMS = sorted((GITHUB / "ISSUE_TEMPLATE").glob("[0-9]*.yml"))
SCHEMAS = {
    "vendor.github-workflows": WORKFLOWS,
    "vendor.dependabot": [GITHUB / "dependabot.yml"],
    "vendor.github-issue-forms": FORMS,
    "vendor.github-issue-config": [GITHUB / "ISSUE_TEMPLATE" / "config.yml"],
    "vendor.citation-file-format": [REPO / "CITATION.cff"],
}
#: (schema, file, what stands there, what is planted in its place)
MALFORMED = [
    ("vendor.github-workflows", "workflows/site.yml", "runs-on: ", "run-on: "),
    ("vendor.github-workflows", "workflows/ci.yml", "timeout-minutes: 30", "timeout-minutes: soon"),
    ("vendor.dependabot", "dependabot.yml", "interval: monthly", "interval: sometimes"),
    ("vendor.github-issue-forms", "ISSUE_TEMPLATE/3_bug.yml", "type: textarea", "type: essay"),
    ("vendor.github-issue-config", "ISSUE_TEMPLATE/config.yml", "blank_issues_enabled: true", "blank_issues: maybe"),
]
#: (zizmor's name for the weakness, file, what stands there, what is planted in its place)
WEAK = [
    ("unpinned-uses", "workflows/ci.yml", r"@[0-9a-f]{40} # (v\d+)[.\d]*", r"@\1"),
    ("artipacked", "workflows/ci.yml", r"persist-credentials: false", "fetch-depth: 1"),
    ("excessive-permissions", "workflows/links.yml", r"permissions:\n  contents: read", "permissions: write-all"),
    ("template-injection", "workflows/release.yml", r'"\$GITHUB_REF_NAME" >', '"${{ github.ref_name }}" >'),
    ("dangerous-triggers", "workflows/ci.yml", r"pull_request:", "pull_request_target:"),
    ("use-trusted-publishing", "workflows/release.yml", r"(- uses: pypa/.*)", r"\1\n        with: {password: secret}"),
    ("dependabot-cooldown", "dependabot.yml", r"    cooldown:\n      default-days: 7\n", ""),
]  # fmt: skip
#: what a job may do beyond reading: (workflow, job) -> rights
RIGHTS = {
    ("site", "deploy"): {"pages": "write", "id-token": "write"},
    ("release", "pypi"): {"id-token": "write"},
    ("release", "page"): {"contents": "write"},
    ("release", "tests"): {"contents": "read"},
}
ACTION = re.compile(r"uses: (?P<name>[\w-]+/[\w./-]+)@(?P<hash>[0-9a-f]{40}) # v\d+\.\d+\.\d+$")
GUARD = re.compile(r"if grep -q '\^(?P<target>\w+):' Makefile; then make (?P=target); fi")
"""What runs a target of the Makefile that is still to come."""
PROGRAMS = {"apt-get", "cd", "gh", "sysctl"}
"""Programs of the hosted machine that a command may start, beside make, Python and the files of the repository."""


def tool(name: str) -> str:
    """A program that pip has put beside this Python."""
    path = Path(sys.executable).parent / (f"{name}.exe" if sys.platform == "win32" else name)
    if not path.exists():
        pytest.skip(f"needs {name}: pip install {name}")
    return str(path)


def loaded(file: Path) -> dict[Any, Any]:
    content = yaml.safe_load(file.read_text(encoding="utf-8"))
    assert isinstance(content, dict)
    return content


def jobs(*, folder: Path = GITHUB) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """(workflow, name of the job, the job) of all workflows."""
    for file in sorted((folder / "workflows").glob("*.yml")):
        yield from ((file.stem, name, job) for name, job in loaded(file)["jobs"].items())


def planted(folder: Path, name: str, there: str, instead: str) -> Path:
    """A copy of one file of .github/ in which a pattern is replaced wherever it stands."""
    text, count = re.subn(there, instead, (GITHUB / name).read_text(encoding="utf-8"), flags=re.M)
    assert count, f"{name} has changed: plant the fault anew"
    copy = folder / ".github" / name
    copy.parent.mkdir(parents=True)
    copy.write_text(text, encoding="utf-8")
    return copy


def commands() -> Iterator[tuple[str, str]]:
    """(where it stands, a line of commands) of what the workflows, the dev container and pre-commit run."""
    for workflow, name, job in jobs():
        for step in job.get("steps", []):
            yield from ((f"{workflow}.yml, {name}", line) for line in step.get("run", "").splitlines())
    container = yaml.safe_load((REPO / ".devcontainer" / "devcontainer.json").read_text(encoding="utf-8"))
    yield from (("devcontainer.json", text) for key, text in container.items() if key.endswith("Command"))
    [local] = loaded(REPO / ".pre-commit-config.yaml")["repos"]
    yield from ((".pre-commit-config.yaml", hook["entry"]) for hook in local["hooks"])


def targets() -> set[str]:
    return set(re.findall(r"^([\w-]+):(?!=)", (REPO / "Makefile").read_text(encoding="utf-8"), re.M))


def known_modules() -> set[str]:
    """Modules that `python -m` may name: of the standard library, or pinned in constraints.txt."""
    lines = (REPO / "constraints.txt").read_text(encoding="utf-8").splitlines()
    return {*sys.stdlib_module_names, "pip", *(line.partition("==")[0].replace("-", "_").lower() for line in lines)}


def simple_commands(line: str) -> Iterator[list[str]]:
    """The words of each command of a line, without `sudo`, `env`, what is set for it and where its output goes."""
    split = shlex.shlex(line, posix=True, punctuation_chars=True)
    split.whitespace_split, split.commenters = True, ""
    words: list[str] = []
    for word in [*split, ";"]:
        if word in (";", "&&", "||", "|"):
            yield words
            words = []
        elif words or not (word in ("sudo", "env") or word.startswith("--") or re.match(r"[A-Z_]+=", word)):
            words.append(word)


def faults(line: str) -> Iterator[str]:
    """What a line names that is not there: a target of the Makefile, a file, a module, an unknown program."""
    if guarded := GUARD.fullmatch(line):
        yield from [f"{guarded['target']} is there: make it without a guard"] * (guarded["target"] in targets())
        return
    for program, *rest in simple_commands(line):
        files = [word for word in rest if re.fullmatch(r"[\w./-]+\.(py|txt|toml)", word)]
        yield from (f"no file {word}" for word in files if missing(word))
        if program == "make":
            yield from (f"no target {word}" for word in rest if "=" not in word and word not in targets())
        elif program.startswith(".ci/"):
            yield from [f"no file {program}"] * missing(program)
        elif re.search(r"(^|/)python$", program):
            modules = [after for word, after in pairwise(rest) if word == "-m"]
            yield from (f"no module {module}" for module in modules if module not in known_modules())
        elif program not in PROGRAMS and program.replace("-", "_") not in known_modules():
            yield f"nobody has {program}"


def missing(path: str) -> bool:
    return not (REPO / path).is_file()


@pytest.mark.parametrize("schema", SCHEMAS)
@pytest.mark.slow
@pytest.mark.sampled(2)
def test_each_file_has_the_form_that_github_reads(schema: str) -> None:
    assert SCHEMAS[schema]
    command = [tool("check-jsonschema"), "--builtin-schema", schema, *map(str, SCHEMAS[schema])]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(("schema", "name", "there", "instead"), MALFORMED, ids=[case[1] for case in MALFORMED])
@pytest.mark.slow
@pytest.mark.sampled(2)
def test_a_form_that_github_does_not_read_is_found(schema, name, there, instead, tmp_path) -> None:
    copy = planted(tmp_path, name, re.escape(there), instead)
    command = [tool("check-jsonschema"), "--builtin-schema", schema, str(copy)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Schema validation errors" in done.stdout + done.stderr


def weaknesses(folder: Path) -> set[str]:
    """Names of the weaknesses that zizmor finds in the workflows and in dependabot.yml of a folder."""
    strictly = ["--persona", "auditor", "--strict-collection"]
    command = [tool("zizmor"), "--offline", *strictly, "--no-progress", "--format", "plain", "--color", "never"]
    done = subprocess.run([*command, str(folder)], capture_output=True, text=True)
    found = set(re.findall(r"^(?:error|warning|info|help)\[([\w-]+)\]", done.stdout, re.M))
    assert found or done.returncode == 0, done.stdout + done.stderr
    return found


@pytest.mark.slow
def test_no_weakness_is_known_in_the_workflows() -> None:
    assert weaknesses(REPO) == set()


@pytest.mark.slow
@pytest.mark.parametrize(("weakness", "name", "there", "instead"), WEAK, ids=[case[0] for case in WEAK])
def test_a_weakness_is_found(weakness, name, there, instead, tmp_path) -> None:
    planted(tmp_path, name, there, instead)
    assert weakness in weaknesses(tmp_path)


@pytest.mark.slow
def test_each_workflow_reads_only_and_does_not_run_into_itself() -> None:
    for file in WORKFLOWS:
        workflow = loaded(file)
        assert workflow["permissions"] == {"contents": "read"}, file.name
        assert workflow["concurrency"]["group"], file.name
    groups = [loaded(file)["concurrency"]["group"].partition("-")[0] for file in WORKFLOWS]
    assert len({*groups}) == len(groups)  # release.yml calls ci.yml, which in the same group would wait for its end


@pytest.mark.slow
def test_what_a_job_may_do_beyond_reading_is_written_here() -> None:
    assert {(workflow, name): job["permissions"] for workflow, name, job in jobs() if "permissions" in job} == RIGHTS


@pytest.mark.slow
def test_each_job_ends_by_itself_and_keeps_no_password() -> None:
    for workflow, name, job in jobs():
        assert "uses" in job or 5 <= job["timeout-minutes"] <= 90, (workflow, name)
        for step in job.get("steps", []):
            if step.get("uses", "").startswith("actions/checkout@"):
                assert step["with"]["persist-credentials"] is False, (workflow, name)
    assert not [file.name for file in WORKFLOWS if "secrets." in file.read_text(encoding="utf-8")]


def test_an_action_is_named_by_one_hash_with_its_version() -> None:
    lines = [line for file in WORKFLOWS for line in file.read_text(encoding="utf-8").splitlines() if "uses: " in line]
    others = [line.strip() for line in lines if not ACTION.search(line)]
    assert others == ["uses: $/.github/workflows/ci.yml"]
    pinned = {(match["name"], match["hash"]) for line in lines if (match := ACTION.search(line))}
    assert len({name for name, _ in pinned}) == len(pinned)


@pytest.mark.slow
def test_every_command_names_what_is_there() -> None:
    found = [(place, command, list(faults(command))) for place, command in commands()]
    assert len(found) >= 12
    assert not [entry for entry in found if entry[2]]


@pytest.mark.parametrize(
    ("command", "fault"),
    [
        ("make lunch", "no target lunch"),
        ("sudo --set-home env A=b .ci/walk", "no file .ci/walk"),
        ("python .ci/set_down.py quick", "no file .ci/set_down.py"),
        ("python -m pip install -c constraint.txt build", "no file constraint.txt"),
        ("python -m builder", "no module builder"),
        ("sudo apt-get update && curl example.org", "nobody has curl"),
    ],
)
def test_a_command_that_names_nothing_is_found(command: str, fault: str) -> None:
    assert list(faults(command)) == [fault]
    assert list(faults(f"make quick && {command}")) == [fault]


def test_a_guard_is_for_what_is_still_to_come() -> None:
    [said] = faults("if grep -q '^book:' Makefile; then make book; fi")
    assert said == "book is there: make it without a guard"
    assert not list(faults("if grep -q '^lunch:' Makefile; then make lunch; fi"))


def test_the_tests_run_with_the_oldest_python_and_with_none_that_is_not_named() -> None:
    project = tomllib.loads((REPO / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    tested = loaded(GITHUB / "workflows" / "ci.yml")["jobs"]["quick"]["strategy"]["matrix"]["python"]
    minors = [int(version.removeprefix("3.")) for version in tested]
    assert project["requires-python"] == f">=3.{min(minors)}"
    named = re.findall(r"Python :: 3\.(\d+)", "\n".join(project["classifiers"]))
    assert not named or max(map(int, named)) == max(minors)


def test_dependabot_sees_every_lock_file() -> None:
    command = ["git", "ls-files", "*package-lock.json"]
    listed = subprocess.run(command, cwd=REPO, capture_output=True, text=True, check=True).stdout.split()
    kinds = {update["package-ecosystem"]: update for update in loaded(GITHUB / "dependabot.yml")["updates"]}
    assert set(kinds) == {"github-actions", "pip", "npm"}
    assert sorted(kinds["npm"]["directories"]) == sorted(f"/{Path(file).parent.as_posix()}" for file in listed)


def test_what_checks_the_workflows_is_asked_for_with_bounds() -> None:
    extras = tomllib.loads((REPO / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    bounds = {one.name: str(one.specifier) for one in map(Requirement, extras["test"])}
    assert all(">=" in bounds[name] and "<" in bounds[name] for name in ("check-jsonschema", "zizmor"))
