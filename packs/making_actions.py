"""What people do to a pack that is being made: begin it, stop it, begin it again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from functools import partial
from typing import TypedDict, Unpack

from django.db import IntegrityError, transaction
from django.utils import timezone

from access.verdict import Refused
from access.versions import claimed, written
from accounts.models import User
from audit.record import record
from packs.making import make_pack
from packs.models import IN_PROGRESS, Making, MakingState, Override, PackKind, Preparation
from packs.policies import may_make, may_stop
from packs.readiness.registry import findings, nothing_stands_against
from packs.readiness.subject import Subject
from reviews.models import Round

PATIENCE = dt.timedelta(minutes=2)
MOST_ATTEMPTS = 3
BEING_MADE = "This is being made already. Look at how far it is."


class Choices(TypedDict, total=False):
    """What a person chooses for the next pack: the fields of `Preparation`."""

    left_out: list[str]
    marking: str
    letter: str
    embed: bool
    shrink: bool


SAYS_OTHERWISE = "What the checks say has changed since you opened the page. Look at them again."
DIED = (
    "The service stopped while this was being made, {} times. Nothing was kept. Make it again; if it "
    "happens again, tell the people who run the service."
)


@transaction.atomic
def start_making(qa_round: Round, *, kind: PackKind, by: User) -> Making:
    """Ask for a pack. It is made as soon as this has been written down, and one at a time."""
    may_make(kind, by, qa_round).require()
    nothing_stands_against(findings(Subject(qa_round, kind))).require()
    try:
        with transaction.atomic():
            making = Making.unscoped.create(round=qa_round, kind=kind, by=by)
    except IntegrityError:
        raise Refused(BEING_MADE) from None
    record("packs.making_started", making, by=by, kind=kind)
    transaction.on_commit(partial(make_pack.enqueue, making.pk))
    return making


@transaction.atomic
def stop_making(making: Making, *, by: User) -> None:
    """Ask that it is not made after all; whoever makes it stops at the next step."""
    may_stop(by, making).require()
    rows = Making.unscoped.filter(pk=making.pk, state__in=IN_PROGRESS)
    rows.filter(state=MakingState.WAITING).update(
        state=MakingState.STOPPED, ended_at=timezone.now()
    )
    rows.update(stop_asked_at=timezone.now())
    record("packs.making_stopped", making, by=by)


@transaction.atomic
def resume_making(making: Making, *, by: User) -> None:
    """Begin again what a process left behind when it died; after some attempts, say so instead."""
    silent = Making.unscoped.in_progress().filter(pk=making.pk, beat_at=making.beat_at)
    if making.attempts >= MOST_ATTEMPTS:
        ended = {"state": MakingState.FAILED, "ended_at": timezone.now()}
        found = silent.update(failure=DIED.format(making.attempts), **ended)
    else:
        found = silent.update(state=MakingState.WAITING, beat_at=timezone.now())
        if found:
            transaction.on_commit(partial(make_pack.enqueue, making.pk))
    if found:
        record("packs.making_resumed", making, by=by, attempts=making.attempts)


@transaction.atomic
def prepare_pack(
    qa_round: Round, *, kind: PackKind, version: int, by: User, **details: Unpack[Choices]
) -> Preparation:
    """Choose what the next pack is to hold, unless somebody else has chosen since `version`."""
    may_make(kind, by, qa_round).require()
    saved, _ = Preparation.unscoped.get_or_create(round=qa_round, kind=kind)
    fresh = claimed(saved, version)
    changes = written(fresh, details)
    fresh.save()
    changed = {name: pair for name, pair in changes.items() if name != "letter"}
    record("packs.pack_prepared", fresh, by=by, kind=kind, letter="letter" in changes, **changed)
    return fresh


@transaction.atomic
def override_findings(
    qa_round: Round, *, kind: PackKind, seen: Collection[tuple[str, str]], reason: str, by: User
) -> list[Override]:
    """Decide that a pack is made although some checks stand against it; `seen` are (code, words) of each.

    Refused when a check says something else by now: nobody sets aside what they have not read.
    """
    may_make(kind, by, qa_round).require()
    now = {
        (f.check.code, f.words) for f in findings(Subject(qa_round, kind)) if f.may_be_overridden
    }
    if not set(seen) <= now:
        raise Refused(SAYS_OTHERWISE)
    rows = Override.unscoped.bulk_create(
        Override(round=qa_round, kind=kind, check_code=code, finding=words, reason=reason, by=by)
        for code, words in seen
    )
    codes = sorted(code for code, _ in seen)
    record("packs.findings_overridden", qa_round, by=by, kind=kind, checks=codes)
    return rows
