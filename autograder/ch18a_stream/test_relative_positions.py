"""Hidden tests of rotation and shift_matrix (18.X9)."""

import numpy as np
from support import check_values

from chainrule.grading import check_array, check_raises, exercise, feedback, needs, weight

pytestmark = exercise("relative_positions")


@weight(2)
@feedback(
    en="The columns of a rotation matrix are the images of (1, 0) and (0, 1); the angle is in "
    "radians.",
    fr="Les colonnes d'une matrice de rotation sont les images de (1, 0) et de (0, 1) ; l'angle "
    "est en radians.",
)
def test_rotation(student, reference, rng):
    for omega in (rng.uniform(0.2, 1.3), rng.uniform(-3, -1.7), 2, -50.5):
        check_values(student.rotation(omega), reference.rotation(omega))


@weight(4)
@feedback(
    en="Each pair of components turns by its own angle: the offset times its frequency.",
    fr="Chaque paire de composantes tourne de son propre angle : le décalage fois sa fréquence.",
)
def test_shift(student, reference, rng):
    for n, p, offset in (
        (6, 100, 1),
        (8, rng.uniform(20, 200), 3),
        (2, 10, int(rng.integers(2, 9))),
    ):
        check_values(student.shift_matrix(n, p, offset), reference.shift_matrix(n, p, offset))


@weight(2)
@needs("test_shift")
@feedback(
    en="An offset of 0 moves nothing; a negative one turns backwards, and undoes the positive one.",
    fr="Un décalage nul ne déplace rien ; un décalage négatif tourne en sens inverse, et défait le "
    "décalage positif.",
)
def test_offsets_that_are_not_positive(student, rng):
    check_values(student.shift_matrix(4, 100, 0), np.eye(4))
    for n, offset in ((6, 1), (4, int(rng.integers(2, 9)))):
        forward = check_array(student.shift_matrix(n, 100, offset), shape=(n, n), dtype=None)
        backward = check_array(student.shift_matrix(n, 100, -offset), shape=(n, n), dtype=None)
        check_values(backward @ forward, np.eye(n))


@needs("test_shift")
@feedback(
    en="An odd number of components cannot go in pairs: raise ValueError.",
    fr="Un nombre impair de composantes ne se range pas en paires : levez ValueError.",
)
def test_refuses_an_odd_dimension(student):
    for n in (1, 5):
        check_raises(ValueError, student.shift_matrix, n, 100, 2)
