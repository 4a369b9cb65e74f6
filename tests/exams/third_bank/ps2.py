"""Problem set 2, as other students hand it in: whole engines, in three hands."""

from tests.exams.third_bank import ps2_a, ps2_b, ps2_c, ps2_d, ps2_e, ps2_f

SUBMISSIONS = (
    *ps2_a.SUBMISSIONS,
    *ps2_b.SUBMISSIONS,
    *ps2_c.SUBMISSIONS,
    *ps2_d.SUBMISSIONS,
    *ps2_e.SUBMISSIONS,
    *ps2_f.SUBMISSIONS,
)
