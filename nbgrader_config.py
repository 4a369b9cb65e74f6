"""nbgrader's settings for this course; copy this file into a course folder of your own (docs/instructors.md).

Only autograde is changed: a submission's answers are put into the released notebook; its cells are not executed in a
kernel, they run in a sandbox, and the exam of the problem set judges what they return. All else is stock nbgrader, but
for what its pages let in and load, and for whom the release of feedback passes over.
"""

from importlib.util import find_spec
from pathlib import Path

import nbgrader

c = get_config()  # noqa: F821 - nbgrader provides it

c.CourseDirectory.course_id = "autograd-lab"
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "assignments"

# what a learner finds in place of a solution: running it says what to do
c.ClearSolutions.code_stub = {"python": 'raise NotImplementedError("write this function, then run the cell again")'}
c.ClearSolutions.text_stub = "*Your answer here.*"

# answers are put into the notebook as it was released; the file as handed in may be broken in any way
c.Autograde.exporter_class = "autograd_lab.grading.exporter.IntakeExporter"

# nbgrader's own list with ExamPreprocessor in the place of Execute, and ours for late penalties, by nbgrader's rule
c.Autograde.autograde_preprocessors = [
    "autograd_lab.grading.preprocessor.ExamPreprocessor",
    "nbgrader.preprocessors.IgnorePattern",
    "nbconvert.preprocessors.ClearMetadataPreprocessor",
    "nbgrader.preprocessors.LimitOutput",
    "nbgrader.preprocessors.SaveAutoGrades",
    "autograd_lab.grading.late_work.ReckonPenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
]

# a graded cell that a student deleted is put back, and judged
c.OverwriteCells.add_missing_cells = True

if package := find_spec("autograd_lab"):
    # who did not hand in through nbgrader's exchange does not stop the release of feedback to those who did; where
    # Jupyter's own folders name the class of another exchange, that one releases
    c.ExchangeFactory.release_feedback = "autograd_lab.grading.release_feedback.ReleaseFeedback"

    # on formgrader's grading page the mark scheme stands below each answer in words
    c.HTMLExporter.preprocessors = ["autograd_lab.grading.formgrader_page.ShowMarkSchemes"]

    # on formgrader's grading page nothing that students wrote runs or is fetched from elsewhere
    c.HTMLExporter.filters = {"strip_files_prefix": "autograd_lab.grading.texts.harmless"}

    # a late penalty is reckoned when a total is shown or exported, not only when it is graded
    c.ExportApp.plugin_class = "autograd_lab.grading.late_work.CsvExport"
    c.GenerateFeedback.preprocessors = [
        "autograd_lab.grading.late_work.ReckonPenalties",
        "nbgrader.preprocessors.GetGrades",
        "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
    ]

    # ours, then nbgrader's own, which every other page needs
    template_folders = [
        str(Path(package.origin).with_name("templates")),
        str(Path(nbgrader.__file__).with_name("server_extensions") / "formgrader" / "templates"),
    ]

    # and its formulas need no network: MathJax comes from the same server, where the package is there
    if find_spec("jupyter_server_mathjax"):
        c.HTMLExporter.extra_template_basedirs = template_folders

    # nor do the pages of generate_feedback: their formulas are MathML
    c.GenerateFeedback.exporter_class = "autograd_lab.grading.formulas.FeedbackExporter"
    c.FeedbackExporter.extra_template_basedirs = template_folders
    c.FeedbackExporter.filters = {"strip_files_prefix": "autograd_lab.grading.formulas.typeset"}
