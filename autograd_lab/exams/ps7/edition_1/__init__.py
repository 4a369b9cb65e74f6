"""The first edition of problem set 7: by it is graded what was handed out before the second."""

from autograd_lab.exams.ps7.edition_1.exam import PS7 as PS7
