"""Chapter 24's trackers with the network taken away: files are written and read back, and their viewers show the run.

The chapter's own cells run in a network namespace that has a loopback and nothing else.
"""

import json
import shutil
import subprocess
import sys

import numpy as np
import pytest

from autograd_lab import data
from autograd_lab.answers.ward import patient
from tests.course.chapter_checks import lesson_of, names_of
from tests.support.repo import REPO

ALONE = ["unshare", "--user", "--map-root-user", "--net", "sh", "-c", 'ip link set lo up && exec "$@"', "sh"]
TAG = "gradient/W1"


@pytest.fixture(scope="session")
def alone():
    """Run a part of `trackers_offline` where there is no network; what it printed, as data."""
    if (
        not shutil.which("unshare")
        or not shutil.which("ip")
        or subprocess.run([*ALONE, "true"], check=False).returncode
    ):
        pytest.skip("needs Linux with util-linux and iproute2, and leave to make a network namespace")

    def run(what, folder):
        command = [*ALONE, sys.executable, "-m", "tests.course.trackers_offline", what, folder]
        done = subprocess.run(command, cwd=REPO, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr[-3000:]
        return json.loads(done.stdout.splitlines()[-1])

    return run


@pytest.fixture(scope="session")
def logged(alone, tmp_path_factory):
    """(folder of the files, what was logged and read back)."""
    folder = tmp_path_factory.mktemp("logs")
    return folder, alone("read", folder)


def as_kept(name, log):
    """The log as a tracker keeps it: TensorBoard rounds to float32."""
    kept = np.float32 if name == "TensorBoard" else float
    return [{tag: float(kept(number)) for tag, number in row.items()} for row in log]


# --- with the trackers -----------------------------------------------------------------------------------


@pytest.mark.trackers
@pytest.mark.slow
def test_every_number_comes_back_as_it_was_logged_where_there_is_no_network(logged):
    _, told = logged
    assert told["interfaces"] == ["lo"]
    assert not told["outside"]
    assert len(told["log"]) == 10
    assert list(told["back"]) == ["TensorBoard", "W&B", "trackio"]
    for name, rows in told["back"].items():
        assert rows == as_kept(name, told["log"]), name
    last = {name: rows[-1][TAG] for name, rows in told["back"].items()}
    assert last["W&B"] == last["trackio"] > 0 == last["TensorBoard"]


@pytest.mark.trackers
@pytest.mark.slow
def test_a_number_that_differs_in_its_last_bit_would_be_seen(logged):
    _, told = logged
    for name, rows in told["back"].items():
        changed = [dict(row) for row in told["log"]]
        nudge = np.float32 if name == "TensorBoard" else np.float64
        changed[0]["loss/held_out"] = float(np.nextafter(nudge(changed[0]["loss/held_out"]), nudge(1)))
        assert rows != as_kept(name, changed), name


@pytest.mark.trackers
@pytest.mark.slow
def test_each_tracker_leaves_the_file_that_the_chapter_names_with_seed_and_versions(logged):
    folder, told = logged
    [events] = (folder / "tensorboard").glob("events.out.tfevents.*")
    assert events.stat().st_size > 1000
    assert json.loads((folder / "tensorboard" / "run.json").read_text()) == told["run"]
    [run] = (folder / "wandb").glob("wandb/offline-run-*/run-*.wandb")
    command = [sys.executable, "-m", "wandb", "leet", "inspect", "--summary", "--json", run]
    summary = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    assert {name: summary["config"][name] for name in told["run"]} == told["run"]
    assert summary["state"] == "finished"
    query = [sys.executable, "-m", "trackio.cli", "query", "project", "--project", "ward", "--json", "--sql"]
    answer = subprocess.run(
        [*query, "SELECT config FROM configs"],
        env={"TRACKIO_DIR": str(folder / "trackio"), "PATH": "/usr/bin:/bin", "HF_HUB_OFFLINE": "1"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert all(json.dumps(name) in answer.replace("\\", "") for name in told["run"])
    assert told["run"].keys() >= {"seed", "rate", "batch", "numpy", "python"}


@pytest.mark.trackers
@pytest.mark.slow
def test_all_rows_of_a_longer_log_come_back_and_without_the_zero_ten_would(logged):
    _, told = logged
    assert told["long"] == [40, 10]
    assert told["loss of the long one"] == [float(np.float32(1 / (k + 1))) for k in range(40)]


@pytest.mark.trackers
@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.full
def test_the_page_of_tensorboard_shows_each_tag_and_its_last_number(alone, logged):
    folder, told = logged
    shown = alone("page", folder)
    assert shown["runs"] == ["long", "tensorboard"]
    assert shown["charts"].keys() == told["log"][-1].keys()
    for tag, number in told["log"][-1].items():
        smoothed, value, step, *_ = shown["charts"][tag]["tensorboard"]
        assert float(value) == pytest.approx(number, rel=1e-3, abs=1e-30), tag
        assert step == "10"
    smoothed, value, *_ = shown["charts"]["change/W1"]["tensorboard"]
    assert float(smoothed) > 1.3 * float(value)  # the page draws its curves smoothed, as the chapter says
    assert shown["elsewhere"] == []
    assert shown["errors"] == []


@pytest.mark.trackers
@pytest.mark.slow
@pytest.mark.full
def test_the_terminal_viewer_of_wandb_draws_each_tag(alone, logged):
    folder, told = logged
    assert alone("leet", folder) == sorted(told["log"][0])


@pytest.mark.trackers
@pytest.mark.slow
@pytest.mark.full
def test_the_writer_of_pytorch_has_the_same_call_and_its_file_the_same_numbers(logged, tmp_path):
    pytest.importorskip("torch")
    _, told = logged
    source = f"""
import json, sys
from torch.utils.tensorboard import SummaryWriter
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
writer = SummaryWriter({str(tmp_path)!r})
for epoch, row in enumerate(json.load(sys.stdin), start=1):
    for tag, number in row.items():
        writer.add_scalar(tag, number, epoch)
writer.close()
events = EventAccumulator({str(tmp_path)!r}).Reload()
print(json.dumps([event.value for event in events.Scalars({TAG!r})]))
"""
    command = [sys.executable, "-c", source]
    done = subprocess.run(command, input=json.dumps(told["log"]), capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == [row[TAG] for row in as_kept("TensorBoard", told["log"])]


# --- without them ----------------------------------------------------------------------------------------


@pytest.fixture
def without_trackers(monkeypatch):
    """The cells as they run where no tracker is, and no SQLite either, as in a browser tab."""
    for package in ("tensorboard", "trackio", "wandb"):
        monkeypatch.setitem(sys.modules, package, None)
    monkeypatch.setitem(sys.modules, "sqlite3", None)
    monkeypatch.setattr("importlib.util.find_spec", lambda name, package=None: None)


def cell_that_logs():
    """The beginning of the cell in which the run goes through the three."""
    [cell] = [c for c in lesson_of(24).cells if c.source.startswith("log_of_A = ")]
    assert "predict" in cell.tags
    return cell.source.splitlines()[0]


@pytest.mark.slow
def test_without_trackers_the_chapter_says_so_and_shows_what_was_recorded(without_trackers, capsys):
    names = names_of(lesson_of(24), cell_that_logs())
    told = capsys.readouterr().out
    kept = data.experiment_record("ch24_trackers")["starts"]
    for name in ("TensorBoard", "W&B", "trackio"):
        assert f"{name} is not installed here: its numbers were recorded" in told
        assert names["given_back"][name].tolist() == kept[name][names["RUN"]["seed"]]


@pytest.mark.slow
def test_the_record_is_of_the_run_that_the_chapter_logs():
    names = names_of(lesson_of(24), "ch24-log")
    kept = data.experiment_record("ch24_trackers")["starts"]
    for seed, given in enumerate(kept["given"]):
        log = [{TAG: number} for number in given]
        for name in ("TensorBoard", "W&B", "trackio"):
            assert [{TAG: number} for number in kept[name][seed]] == as_kept(name, log), (name, seed)
    live = [row[TAG] for row in names["night"](patient("A", seed=2))]
    assert np.allclose(np.array(live) / kept["given"][2], 1, rtol=1e-4)


@pytest.mark.slow
@pytest.mark.parametrize("line", ["loss/train", "change/W1", "units/saturated", "units/different"])
def test_night_writes_down_what_it_says(line):
    night = names_of(lesson_of(24), "ch24-log")["night"]
    network, twin = patient("E", seed=4), patient("E", seed=4)
    row, before = night(network, 1)[0], twin.parameters[0].copy()
    twin.train(1)
    z = twin.X @ twin.parameters[0] + twin.parameters[2]
    right = {
        "loss/train": twin.loss(twin.X, twin.Y),
        "change/W1": np.sqrt(((twin.parameters[0] - before) ** 2).sum() / (before**2).sum()),
        "units/saturated": np.mean([abs(number) > 3 for number in z.ravel()]),
        "units/different": len(np.unique(twin.parameters[0].T.round(9), axis=0)),
    }
    assert row[line] == pytest.approx(right[line], rel=1e-12)
