"""The tiers of the wall, and what there is to be gained behind them."""

from __future__ import annotations

import sysconfig
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from attacks.kit import LIMITS, Scene, Wall, scene
from chainrule.box.enclosure import Tier
from chainrule.box.probe import probe


@pytest.fixture(scope="session", params=["A", "B"])
def tier(request: pytest.FixtureRequest) -> Tier:
    """Each tier that this machine has; the weakest, C, promises nothing that can be attacked."""
    wanted: Tier = request.param
    finding = probe(wanted)
    if not finding.available:
        pytest.skip(f"tier {wanted} of the wall is not available here: {finding.reason}")
    return wanted


@pytest.fixture(scope="session")
def a_scene() -> Iterator[Scene]:
    with scene(Path(sysconfig.get_path("purelib"))) as made:
        yield made


@pytest.fixture(scope="session")
def a_wall(tier: Tier, a_scene: Scene) -> Iterator[Wall]:
    # After the scene, so that the server starts when all there is to be found is there.
    yield from standing(Wall(tier))


@pytest.fixture(scope="session")
def a_hasty_wall(tier: Tier, a_scene: Scene) -> Iterator[Wall]:
    yield from standing(Wall(tier, replace(LIMITS, call_seconds=0.6)))


def standing(wall: Wall) -> Iterator[Wall]:
    yield wall
    wall.close()


@pytest.fixture
def wall(a_wall: Wall, a_scene: Scene) -> Iterator[Wall]:
    """A fork server; afterwards it still works, and nothing else has changed."""
    yield from unharmed(a_wall, a_scene)


@pytest.fixture
def hasty_wall(a_hasty_wall: Wall, a_scene: Scene) -> Iterator[Wall]:
    """The same for what only ends because it is late."""
    yield from unharmed(a_hasty_wall, a_scene)


def unharmed(wall: Wall, scene: Scene) -> Iterator[Wall]:
    before = wall.workers()
    yield wall
    wall.require_working()
    assert wall.workers() == before, "a process was left behind"
    scene.require_unharmed()
