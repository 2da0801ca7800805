"""What happens to packs: each function is one thing that happened, and writes one event."""

from __future__ import annotations

import datetime as dt
import hashlib

from django.core.files.base import ContentFile
from django.db import transaction

from access.verdict import first_no
from accounts.models import Organisation, User
from audit.record import record
from packs.contents import Contents
from packs.models import Pack
from packs.policies import every_file_is_there, may_make_pack
from reviews.models import Round


@transaction.atomic
def keep_pack(qa_round: Round, *, pdf: bytes, contents: Contents, by: User) -> Pack:
    """Keep a pack that has been set, for ever. Setting it takes seconds, so it happens before this.

    Whoever keeps one holds the round's row, so that two people at once get two numbers. Bytes that
    a failure leaves without a row are swept away later.
    """
    first_no(may_make_pack(by, qa_round), every_file_is_there(contents)).require()
    Round.unscoped.select_for_update().get(pk=qa_round.pk)
    number = Pack.unscoped.filter(round=qa_round).count() + 1
    pack = Pack.unscoped.create(
        round=qa_round,
        number=number,
        file=ContentFile(pdf, name="pack.pdf"),
        size=len(pdf),
        sha256=hashlib.sha256(pdf).hexdigest(),
        answered=contents.answered,
        items=contents.total,
        manifest=contents.manifest,
        by=by,
        at=contents.made_at,
    )
    record("packs.pack_made", pack, by=by, sha256=pack.sha256, number=number)
    return pack


@transaction.atomic
def note_board_report(organisation: Organisation, *, since: dt.date, by: User) -> None:
    """Leave a trace that somebody took a copy of the board report."""
    record("packs.board_report_downloaded", organisation, by=by, since=since)


@transaction.atomic
def note_download(pack: Pack, *, by: User) -> None:
    """Leave a trace that somebody read a pack."""
    record("packs.pack_downloaded", pack, by=by, sha256=pack.sha256)
