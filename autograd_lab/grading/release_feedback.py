"""nbgrader's release of feedback into its exchange, for a class of which some handed in by another way.

The exchange puts a page under a name made of a secret, which the student's own `nbgrader submit` drew; without it the
student would find nothing. nbgrader's release stops at the first page without the secret or the time of handing in, and
those that it had not come to get nothing. This one passes over such pages and says whose they are. nbgrader_config.py
names it, so formgrader uses it too.

The settings of a course folder come before those of the site. A site with an exchange of its own names its class in
Jupyter's folders; that one is looked up there, and does the release.
"""

import glob
import os
from pathlib import Path

from nbgrader.exchange import ExchangeFactory
from nbgrader.exchange.default import ExchangeReleaseFeedback

from autograd_lab.grading.course_folder import HANDLE, TIMESTAMP, CourseFolderError, load_settings
from autograd_lab.grading.sentences import first_few_names


class ReleaseFeedback(ExchangeReleaseFeedback):  # type: ignore[misc]  # nbgrader is not typed
    """Releases the pages of those who submitted through the exchange."""

    src_path: str  # a pattern, with `*` for the student

    def start(self) -> None:
        """Release the pages, with the class of the site's own exchange where it has one."""
        try:
            named = ExchangeFactory(config=load_settings()).release_feedback
        except CourseFolderError as error:
            self.fail(str(error))
        if named in (ExchangeReleaseFeedback, ReleaseFeedback):
            super().start()
        else:
            named(coursedir=self.coursedir, authenticator=self.authenticator, parent=self).start()

    def copy_files(self) -> None:
        """Copy the pages of those who submitted through the exchange into it.

        Warns of the others; fails as nbgrader's commands do when there are only others.
        """
        pages = glob.glob(str(Path(self.src_path) / "*.html"))  # noqa: PTH207 - the path itself is a pattern
        folders = sorted({Path(page).parent for page in pages})
        ready = [folder for folder in folders if all((folder / note).is_file() for note in (TIMESTAMP, HANDLE))]
        for folder in ready:
            self.src_path = glob.escape(str(folder))
            super().copy_files()
        if others := [os.path.relpath(folder, self.coursedir.root) for folder in folders if folder not in ready]:
            said = f"Not released, since it was not handed in through the exchange: {first_few_names(others)}"
            if not ready:
                self.fail(said)
            self.log.warning(said)
