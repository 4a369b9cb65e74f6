"""The first edition of problem set 6: by it is graded what was handed out before the second."""

from autograd_lab.exams.ps6.edition_1.exam import PS6 as PS6
