"""Downloads of ps1 as Moodle, Canvas and others give them, from two students."""

import zipfile
from collections.abc import Mapping
from pathlib import Path

from tests.grading.bank.case import dump, filled
from tests.grading.bank.cells import WRONG_MSE

ADA, BEN, OLD = (
    dump(filled()),
    dump(filled(predict="def predict(X, w, b):\n    return 0\n")),
    dump(filled(mse=WRONG_MSE)),
)

PAGE = b"<p>see file</p>"
DOWNLOADS = {
    "Moodle": {
        "Ada Lovelace_1234567_assignsubmission_file_/ps1.ipynb": ADA,
        "Ben Ng_1234568_assignsubmission_file_/PS1 (1).ipynb": BEN,
        "Ben Ng_1234568_assignsubmission_onlinetext_/onlinetext.html": PAGE,
    },
    "Moodle without folders": {
        "Ada Lovelace_1234567_assignsubmission_file_ps1.ipynb": ADA,
        "Ben Ng_1234568_assignsubmission_file_PS1 (1).ipynb": BEN,
    },
    "Canvas": {
        "lovelaceada_12345_678901_ps1.ipynb": ADA,
        "ngben_LATE_12346_678902_ps1-2.ipynb": BEN,
        "ngben_LATE_12346_678903_notes.txt": b"late, sorry",
    },
    "Blackboard": {
        "Problem set 1_alovelace_attempt_2026-11-20-23-59-00_ps1.ipynb": OLD,
        "Problem set 1_alovelace_attempt_2026-11-21-08-00-00_ps1.ipynb": ADA,
        "Problem set 1_bng_attempt_2026-11-20-10-00-00_mine.ipynb": BEN,
    },
    "Brightspace": {
        "123456-789012 - Ada Lovelace - Nov 20, 2026 1159 PM/ps1.ipynb": OLD,
        "123456-789012 - Ada Lovelace - Nov 21, 2026 101 AM/ps1.ipynb": ADA,
        "123457-789012 - Ben Ng - Nov 20, 2026 900 AM/ps1.ipynb": BEN,
        "index.html": PAGE,
    },
    "folders": {"ada/ps1.ipynb": ADA, "ben/solution.ipynb": BEN},
    "folders in a folder": {"submissions/ada/ps1.ipynb": ADA, "submissions/ben/solution.ipynb": BEN},
    "nbgrader's folders": {"submitted/ada/ps1/ps1.ipynb": ADA, "submitted/ben/ps1/x.ipynb": BEN},
    "files": {"ada.ipynb": ADA, "ps1_ben.ipynb": BEN},
}
STUDENTS = {
    "Moodle": ("ada-lovelace", "ben-ng"),
    "Moodle without folders": ("ada-lovelace", "ben-ng"),
    "Canvas": ("lovelaceada", "ngben"),
    "Blackboard": ("alovelace", "bng"),
    "Brightspace": ("ada-lovelace", "ben-ng"),
}


def zipped(path: Path, files: Mapping[str, bytes]) -> Path:
    """An archive with these files."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def submitted(course: Path, student: str) -> bytes:
    """What will be graded."""
    return (course / "submitted" / student / "ps1" / "ps1.ipynb").read_bytes()
