"""Makes a pack in a task: reads its rows, sets it, and keeps it, or says why not."""

from __future__ import annotations

import errno
import logging
from collections.abc import Callable

from django.conf import settings
from django.core.files.storage import default_storage
from django.utils import timezone
from django_tasks import task

from access.verdict import Refused
from accounts.models import User
from packs.actions import fail_making, finish_making
from packs.assembling import assemble, letter_of
from packs.enclosed import all_are_whole, enclosed_in, with_files
from packs.final import make_final
from packs.made import Made, Stopped, Watch, nobody_watches
from packs.models import Making, PackKind, Preparation
from packs.pdf import set_pack
from printing.keeping import KeptInStorage
from printing.sections import SectionFailed
from printing.workers import WORKERS
from reviews.models import Round

logger = logging.getLogger(__name__)
READING, SETTING = "Reading what the pack will say", "Setting the pages"
NO_ROOM = "The service has no room left on its disk, and nothing was kept. Tell the people who run the service."
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
FAILED = "{} Nothing was kept. Tell the people who run the service."
UNKNOWN = (
    "Something went wrong, and nothing was kept. Make it again; if it happens again, tell the people who "
    "run the service that it was number {}."
)


@task()
def make_pack(pk: int) -> None:
    """Make what a row of `Making` asks for. Whoever comes second to it does nothing."""
    if not Making.unscoped.filter(pk=pk).claim(timezone.now()):
        return
    making = Making.unscoped.select_related("round__review__organisation", "by").get(pk=pk)
    try:
        made = MAKERS[PackKind(making.kind)](making.round, making.by, _watch(making))
        finish_making(making, made=made, by=making.by)
    except Stopped:
        fail_making(making, why="", by=making.by)
    except Exception as error:  # noqa: BLE001 -- whatever it was, the person who waits must be told
        fail_making(making, why=_sentence(making, error), by=making.by)


def make_resubmission(qa_round: Round, by: User, watch: Watch = nobody_watches) -> Made:
    watch(READING, 0, 0)
    WORKERS.warm(settings.PRINTING_PROCESSES)
    chosen = Preparation.of(qa_round, PackKind.RESUBMISSION)
    files = enclosed_in(letter_of(qa_round))
    all_are_whole(files).require()
    contents = assemble(qa_round, at=timezone.now(), by=by, chosen=chosen, enclosed=files)
    composed = set_pack(contents, kept=_kept(), progress=_telling(watch))
    manifest = contents.manifest
    return Made(
        pdf=with_files(composed.pdf, manifest, files if chosen.embed else ()),
        at=contents.made_at,
        manifest=manifest.to_dict(),
        answered=contents.answered,
        items=contents.total,
        pages=composed.length,
        sections=tuple(part.code for part in contents.parts),
    )


def _telling(watch: Watch) -> Callable[[int, int, str], None]:
    """Setting speaks of its pieces by names of its own; people are told how many there are."""
    return lambda done, total, name: watch(SETTING, done, total)


def _kept() -> KeptInStorage:
    """Where the pieces of earlier packs lie, so that what has not changed is not set again."""
    kept = KeptInStorage(default_storage)
    kept.prune()
    return kept


MAKERS: dict[PackKind, Callable[[Round, User, Watch], Made]] = {
    PackKind.RESUBMISSION: make_resubmission,
    PackKind.FINAL: make_final,
}


def _watch(making: Making) -> Watch:
    mine = Making.unscoped.filter(pk=making.pk, attempts=making.attempts)

    def watch(step: str, done: int, total: int) -> None:
        if not mine.beat(step=step, done=done, total=total, at=timezone.now()):
            raise Stopped

    return watch


def _sentence(making: Making, error: Exception) -> str:
    """What a person is told. The log names the kind of error, and never what the pack says."""
    if isinstance(error, Refused):
        return str(error)
    if isinstance(error, SectionFailed):
        return FAILED.format(error)
    logger.error("Making %s was not made: %s", making.pk, type(error).__name__)
    if isinstance(error, OSError) and error.errno in FULL:
        return NO_ROOM
    return UNKNOWN.format(making.pk)
