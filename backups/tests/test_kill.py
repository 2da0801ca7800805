"""Whatever is killed at whatever moment leaves a service that is whole, and can simply be asked again.

Some moments in the ordinary run; `KILLS=200 pytest backups/tests/test_kill.py` tries many more.
"""

from __future__ import annotations

import os
import random

import pytest

pytestmark = pytest.mark.django_db
KILLS = int(os.environ.get("KILLS", "5"))  # of each kind; half as many of packs, which take seconds
AT_WORK = ("open_review", "upload", "bring_a_plan_in", "make_a_pack")


def moments(seed: str, took: float) -> list[float]:
    """Moments from the first to the last of what is done, and a little beyond."""
    chance = random.Random(seed)  # noqa: S311 -- the same moments each time
    kills = KILLS // 2 if seed == "make_a_pack" else KILLS
    return [chance.uniform(0, took * 1.05) for _ in range(kills)]


@pytest.fixture(scope="module")
def place(copied, lived_in):
    return copied(lived_in)


@pytest.mark.parametrize("deed", AT_WORK)
def test_work_that_is_killed_is_done_whole_or_not_at_all(place, deed):
    took = place.does(deed).took

    for moment in moments(deed, took):
        place.asked(deed, kill_after=moment)

        place.does("check")
    place.does(deed)
    place.does("check")


def test_backup_that_is_killed_is_not_there_or_whole(place, tmp_path):
    took = place.does("command", "backup", tmp_path / "first.age").took

    for number, moment in enumerate(moments("backup", took)):
        path = tmp_path / f"{number}.age"
        place.asked("command", "backup", path, kill_after=moment)

        if not path.exists():
            place.does("command", "backup", path)
        place.does("command", "verify_backup", path)
        place.does("check")
    assert list(tmp_path.glob("*.part")) == []


def test_restore_that_is_killed_is_begun_again_or_finished(copied, backup_file, lived_in):
    place = copied()
    took = place.does("command", "restore", backup_file).took

    for moment in moments("restore", took):
        place = copied()
        place.asked("command", "restore", backup_file, kill_after=moment)

        again = place.asked("command", "restore", backup_file)

        assert (again.status == 0) != ("holds rows already" in again.said), again.said
        place.does("check")
        assert place.files == lived_in.files
        assert not (place.var / "files" / ".restoring").exists()
