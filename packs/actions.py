"""What happens to packs: each function is one thing that happened, and writes one event."""

from __future__ import annotations

import datetime as dt
import hashlib

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils import timezone

from access.verdict import Refused
from accounts.models import Organisation, User
from audit.record import record
from govuk.words import day
from packs.made import Made, Stopped
from packs.models import Handover, Making, MakingState, Pack, PackKind
from packs.policies import may_hand_over, may_make
from reviews.models import Round

SENT_WHEN = "The date on which it was sent must be between {}, when it was made, and today."


@transaction.atomic
def keep_pack(qa_round: Round, *, kind: PackKind, made: Made, by: User) -> Pack:
    """Keep a pack that has been set, for ever. Setting it takes seconds, so it happens before this.

    Whoever keeps one holds the round's row, so that two people at once get two numbers. Bytes that
    a failure leaves without a row are swept away later.
    """
    may_make(kind, by, qa_round).require()
    Round.unscoped.select_for_update().get(pk=qa_round.pk)
    number = Pack.unscoped.filter(round=qa_round, kind=kind).count() + 1
    pack = Pack.unscoped.create(
        round=qa_round,
        kind=kind,
        number=number,
        file=ContentFile(made.pdf, name="pack.pdf"),
        size=len(made.pdf),
        sha256=hashlib.sha256(made.pdf).hexdigest(),
        pages=made.pages,
        answered=made.answered,
        items=made.items,
        sections=list(made.sections),
        notes=list(made.notes),
        manifest=made.manifest,
        by=by,
        at=made.at,
    )
    record("packs.pack_made", pack, by=by, sha256=pack.sha256, number=number, kind=kind)
    return pack


@transaction.atomic
def finish_making(making: Making, *, made: Made, by: User) -> Pack:
    """Keep what was made. Raises `Stopped`, and keeps nothing, when it is no longer this one's to finish."""
    pack = keep_pack(making.round, kind=PackKind(making.kind), made=made, by=by)
    ended = {"state": MakingState.MADE, "pack": pack, "ended_at": timezone.now()}
    if not _mine(making).filter(stop_asked_at__isnull=True).update(**ended):
        raise Stopped
    return pack


@transaction.atomic
def fail_making(making: Making, *, why: str, by: User) -> None:
    """It was not made; `why` is the sentence for whoever asked. An empty one says that it was stopped."""
    state = MakingState.FAILED if why else MakingState.STOPPED
    if _mine(making).update(state=state, failure=why, ended_at=timezone.now()):
        record("packs.making_ended", making, by=by, state=state)


@transaction.atomic
def note_board_report(organisation: Organisation, *, since: dt.date, by: User) -> None:
    """Leave a trace that somebody took a copy of the board report."""
    record("packs.board_report_downloaded", organisation, by=by, since=since)


@transaction.atomic
def note_download(pack: Pack, *, by: User) -> None:
    """Leave a trace that somebody read a pack."""
    record("packs.pack_downloaded", pack, by=by, sha256=pack.sha256)


@transaction.atomic
def record_handover(pack: Pack, *, sent_on: dt.date, to: str, note: str = "", by: User) -> Handover:
    """Write down that a pack was sent. A second time is a second row: it may have been sent again."""
    may_hand_over(by, pack).require()
    if sent_on > timezone.localdate() or sent_on < timezone.localdate(pack.at):
        raise Refused(SENT_WHEN.format(day(pack.at)))
    handover = Handover.unscoped.create(pack=pack, sent_on=sent_on, to=to, note=note, by=by)
    record("packs.pack_sent", handover, by=by, pack=pack.pk, sent_on=sent_on)
    return handover


@transaction.atomic
def note_archive(pack: Pack, *, by: User) -> None:
    """Leave a trace that somebody took a pack with all the files on which it rests."""
    record("packs.archive_downloaded", pack, by=by, sha256=pack.sha256)


@transaction.atomic
def note_message(pack: Pack, *, by: User) -> None:
    """Leave a trace that somebody took a pack as a message."""
    record("packs.message_downloaded", pack, by=by, sha256=pack.sha256)


@transaction.atomic
def note_paper(row: Model, *, what: str, by: User) -> None:
    """Leave a trace that somebody took an area's history, a review on a page or a letter as read on paper."""
    record("packs.paper_downloaded", row, by=by, what=what)


def _mine(making: Making) -> QuerySet[Making]:
    """The row, while this attempt is the one that makes it."""
    return Making.unscoped.filter(pk=making.pk, state=MakingState.RUNNING, attempts=making.attempts)
