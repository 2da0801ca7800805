"""What happens to a review: each function is one thing that happened, and writes one event."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.db.models import F, Max
from django.utils import timezone

from access.verdict import YES, Refused, Verdict, first_no
from access.versions import CHANGED_SINCE, claimed, written
from accounts.models import Organisation, User
from audit.record import record
from reviews.arrived import note_kept
from reviews.files import ExaminedFile
from reviews.models import (
    ClosingDuty,
    FileKind,
    Hold,
    HoldChange,
    PersonRole,
    Review,
    ReviewPerson,
    Round,
    StageChange,
    StoredFile,
    Transfer,
)
from reviews.policies import (
    is_latest_step,
    may_correct_step,
    may_edit_people,
    may_edit_person,
    may_edit_review,
    may_keep_file,
    may_make,
    may_open_review,
    may_put_on_hold,
    may_receive_review,
    may_record,
    may_take_back,
    may_take_off_hold,
    may_transfer,
    not_on_hold,
    side_of,
    transferable_to,
)
from reviews.workflow import EFFECTS, NEXT_ROUND, STEPS, Move, Side, Stage, Step

MOVED_ON = "Somebody else has just moved this review on. Look at it again before you go on."


@transaction.atomic
def open_review(organisation: Organisation, *, by: User, **details: Any) -> Review:
    """Open a review with its first round. `details` are the fields of the review form."""
    may_receive = may_receive_review(by, organisation)
    (may_receive or may_open_review(by, organisation)).require()
    review = Review(organisation=organisation, **details)
    with _one_reference(organisation, review.reference):
        review.save()
    Round.unscoped.create(review=review)
    record("reviews.review_opened", review, by=by, reference=review.reference)
    return review


@transaction.atomic
def edit_review(review: Review, *, version: int, by: User, **details: Any) -> Review:
    """Change the details of a review, unless somebody else has since `version`."""
    may_edit_review(by, review).require()
    fresh = claimed(review, version)
    changes = written(fresh, details)
    with _one_reference(fresh.organisation, fresh.reference):
        fresh.save()
    record("reviews.review_edited", fresh, by=by, **changes)
    return fresh


@transaction.atomic
def make_move(
    qa_round: Round,
    move: Move,
    *,
    by: User,
    on: dt.date | None = None,
    note: str = "",
    panel_on: dt.date | None = None,
    panel_mode: str = "",
) -> StageChange:
    """Take one step of a round.

    `on` is the day on which it happened, today unless it is recorded later. When two people press
    at once, the row's own stage decides: one wins and the other reads why.
    """
    qa_round.review = Round.unscoped.holding(qa_round.pk).review
    may_make(move, by, qa_round).require()
    step, source = STEPS[move], Stage(qa_round.stage)
    _is_told(step, on, note).require()
    _write_stage(qa_round, source, step.target)
    _open_next_round(qa_round)
    change = StageChange.unscoped.create(
        round=qa_round,
        move=move,
        source=source,
        target=step.target,
        place=_next_place(qa_round),
        happened_on=on or timezone.localdate(),
        note=note.strip(),
        panel_on=panel_on,
        panel_mode=panel_mode,
        by=by,
        on_behalf_of=_on_behalf_of(step, by, qa_round),
    )
    record("reviews.round_moved", change, by=by, move=move, stage=[source, step.target])
    _tell_rooms_above(change, by)
    return change


@transaction.atomic
def correct_step(
    change: StageChange,
    *,
    on: dt.date,
    note: str,
    why: str,
    by: User,
    panel_on: dt.date | None = None,
    panel_mode: str = "",
) -> StageChange:
    """Put the day or the note of a recorded step right. The step as it was recorded stays readable."""
    change.round = Round.unscoped.holding(change.round_id)
    may_correct_step(by, change).require()
    _has_reason(why).require()
    _is_told(STEPS[Move(change.move)], on, note).require()
    told = {"happened_on": on, "note": note.strip(), "panel_on": panel_on, "panel_mode": panel_mode}
    new = _corrected(change, why=why, by=by, **told)
    record("reviews.step_corrected", new, by=by, corrects=change.pk)
    _tell_rooms_above(new, by)
    return new


@transaction.atomic
def take_back(change: StageChange, *, why: str, by: User) -> StageChange:
    """Undo the latest step because it was recorded by mistake. Both stay on record."""
    change.round = Round.unscoped.holding(change.round_id)
    may_take_back(by, change).require()
    return _taken_back(change, why=why, by=by)


@transaction.atomic
def take_back_letter(change: StageChange, *, why: str, by: User) -> StageChange:
    """Undo the step that a letter made, for the room that withdraws the letter."""
    change.round = Round.unscoped.holding(change.round_id)
    first_no(may_correct_step(by, change), is_latest_step(change)).require()
    return _taken_back(change, why=why, by=by)


@transaction.atomic
def replace_letter_step(change: StageChange, move: Move, *, why: str, by: User) -> StageChange:
    """Let the step that a letter made be another letter's step, for the room that corrects an outcome."""
    change.round = qa_round = Round.unscoped.holding(change.round_id)
    first_no(
        may_correct_step(by, change), is_latest_step(change), not_on_hold(qa_round.review)
    ).require()
    _has_reason(why).require()
    target = STEPS[move].target
    if target != qa_round.stage:
        _write_stage(qa_round, Stage(qa_round.stage), target)
    new = _corrected(change, why=why, by=by, move=move, target=target)
    record("reviews.step_corrected", new, by=by, corrects=change.pk, move=move)
    _tell_rooms_above(new, by)
    return new


@transaction.atomic
def put_on_hold(review: Review, *, reason: str, review_on: dt.date, by: User) -> Hold:
    """Stop every step of a review until somebody takes it off hold; it is looked at on `review_on`."""
    review = _locked(review)
    first_no(may_put_on_hold(by, review), _has_reason(reason), _is_to_come(review_on)).require()
    hold = Hold.unscoped.create(
        review=review, change=HoldChange.BEGUN, reason=reason.strip(), review_on=review_on, by=by
    )
    record("reviews.hold_begun", hold, by=by, review_on=review_on)
    return hold


@transaction.atomic
def take_off_hold(review: Review, *, reason: str, by: User) -> Hold:
    """Let a review go on."""
    review = _locked(review)
    first_no(may_take_off_hold(by, review), _has_reason(reason)).require()
    hold = Hold.unscoped.create(
        review=review, change=HoldChange.ENDED, reason=reason.strip(), by=by
    )
    record("reviews.hold_ended", hold, by=by)
    return hold


@transaction.atomic
def transfer_review(review: Review, *, to: Organisation, reason: str, by: User) -> Transfer:
    """Hand a review over to another CSP, with all that belongs to it. Who sees it changes at once."""
    review = _locked(review)
    first_no(may_transfer(by, review), _has_reason(reason)).require()
    if not transferable_to(by, review).filter(pk=to.pk).exists():
        raise Refused("Choose a partnership that you may hand this review to.")
    source = review.organisation
    with _one_reference(to, review.reference):
        Review.unscoped.filter(pk=review.pk).update(organisation=to, version=F("version") + 1)
    transfer = Transfer.unscoped.create(
        review=review, source=source, target=to, reason=reason.strip(), by=by
    )
    record("reviews.review_transferred", transfer, by=by, organisation=[source.pk, to.pk])
    return transfer


@transaction.atomic
def keep_file(
    review: Review,
    examined: ExaminedFile,
    *,
    kind: FileKind,
    by: User,
    side: Side = Side.PARTNERSHIP,
) -> StoredFile:
    """Keep the bytes of a file that has been examined. Bytes without a row are swept away later.

    `side` is whose working paper it is.
    """
    may_keep_file(by, review).require()
    stored = StoredFile.unscoped.create(
        review=review,
        side=side,
        kind=kind,
        name=examined.name,
        file=ContentFile(examined.data, name=examined.name),
        content_type=examined.type.content_type,
        size=examined.size,
        sha256=examined.sha256,
        holds=list(examined.holds),
        by=by,
    )
    record("reviews.file_kept", stored, by=by, sha256=examined.sha256, kind=kind, **_held(stored))
    note_kept(examined.name, examined.holds)
    return stored


def _held(stored: StoredFile) -> dict[str, list[str]]:
    """What was named beside the file, for the event; most files hold nothing."""
    return {"holds": stored.holds} if stored.holds else {}


@transaction.atomic
def note_refused_file(*, signature: str, page: str, row: int | None, by: User | str) -> None:
    """Leave a trace of a file in which the virus scanner found something: never its name.

    Nothing was kept, so the event is about no row. `page` is the name of the page that it was sent
    to, and `row` the number in its address. `by` are words for whoever has no account.
    """
    record("reviews.file_refused", StoredFile(pk=0), by=by, signature=signature, page=page, row=row)


@transaction.atomic
def set_duties(qa_round: Round, kinds: list[str], *, by: User) -> list[ClosingDuty]:
    """Write down what the letter asks for at the end; nothing, when it is withdrawn.

    What is on the list already stays there: the CSP put it there itself, or a letter did before.
    """
    may_record(by, qa_round.review).require()
    listed = ClosingDuty.unscoped.filter(round=qa_round)
    before = list(listed.filter(from_letter=True).values_list("kind", flat=True))
    listed.update(from_letter=False)
    listed.filter(kind__in=kinds, title="").update(from_letter=True)
    there = set(listed.filter(from_letter=True).values_list("kind", flat=True))
    new = [kind for kind in dict.fromkeys(kinds) if kind not in there]
    record("reviews.duties_set", qa_round, by=by, kinds=[before, list(dict.fromkeys(kinds))])
    return ClosingDuty.unscoped.bulk_create(ClosingDuty(round=qa_round, kind=kind) for kind in new)


@transaction.atomic
def note_download(stored: StoredFile, *, by: User) -> None:
    """Leave a trace that somebody read a file."""
    record("reviews.file_downloaded", stored, by=by, sha256=stored.sha256)


@transaction.atomic
def add_person_to_review(
    review: Review, *, role: PersonRole, by: User, **details: Any
) -> ReviewPerson:
    """Put somebody on the list of a review's people. `details` are the fields of their form."""
    may_edit_people(by, review).require()
    person = ReviewPerson.unscoped.create(review=review, role=role, **details)
    record("reviews.person_added", person, by=by, role=role)
    return person


@transaction.atomic
def edit_review_person(
    person: ReviewPerson, *, version: int, by: User, **details: Any
) -> ReviewPerson:
    """Change what is said of somebody, unless somebody else has since `version`."""
    may_edit_person(by, person).require()
    fresh = claimed(person, version)
    changes = written(fresh, details)
    fresh.save()
    record("reviews.person_edited", fresh, by=by, **changes)
    return fresh


@transaction.atomic
def remove_review_person(person: ReviewPerson, *, version: int, by: User) -> ReviewPerson:
    """Take somebody off the list. Who was on it stays readable."""
    may_edit_person(by, person).require()
    fresh = claimed(person, version)
    fresh.removed_at = timezone.now()
    fresh.save()
    record("reviews.person_removed", fresh, by=by)
    return fresh


def _write_stage(qa_round: Round, source: Stage, target: Stage) -> None:
    """The only place where a stage is written: whoever saw an older stage is told."""
    if not Round.unscoped.filter(pk=qa_round.pk, stage=source).update(stage=target):
        raise Refused(MOVED_ON)
    qa_round.stage = target


def _taken_back(change: StageChange, *, why: str, by: User) -> StageChange:
    _has_reason(why).require()
    _write_stage(change.round, Stage(change.target), Stage(change.source))
    undone = {"move": Move.TAKE_BACK, "source": change.target, "target": change.source}
    new = _corrected(change, why=why, by=by, happened_on=timezone.localdate(), note="", **undone)
    stage = [change.target, change.source]
    record("reviews.step_taken_back", new, by=by, takes_back=change.pk, stage=stage)
    _tell_rooms_above(new, by)
    return new


def _corrected(change: StageChange, *, why: str, by: User, **differently: Any) -> StageChange:
    """The row that takes the place of another one, which stays."""
    same = ("round", "move", "source", "target", "happened_on", "note", "panel_on", "panel_mode")
    step = STEPS[Move(change.move)]
    told = {name: getattr(change, name) for name in same} | differently
    try:
        with transaction.atomic():
            return StageChange.unscoped.create(
                corrects=change,
                place=change.place,
                why=why.strip(),
                by=by,
                on_behalf_of=_on_behalf_of(step, by, change.round),
                **told,
            )
    except IntegrityError:
        raise Refused(CHANGED_SINCE) from None


def _on_behalf_of(step: Step, by: User, qa_round: Round) -> str:
    return "" if side_of(by, qa_round.review) is step.by else step.by


def _next_place(qa_round: Round) -> int:
    last = StageChange.unscoped.filter(round=qa_round).aggregate(last=Max("place"))["last"]
    return (last or 0) + 1


def _tell_rooms_above(change: StageChange, by: User) -> None:
    for happens in EFFECTS:
        happens(change, by)


def _locked(review: Review) -> Review:
    """The review as it stands now. Nobody else holds or transfers it until this transaction has ended."""
    rows = Review.unscoped.select_related("organisation").select_for_update(of=("self",))
    return rows.get(pk=review.pk)


def _has_reason(reason: str) -> Verdict:
    return YES if reason.strip() else Verdict("Enter a reason.")


def _is_to_come(day: dt.date) -> Verdict:
    if day >= timezone.localdate():
        return YES
    return Verdict("The day on which it is looked at again must be today or in the future.")


def _is_told(step: Step, on: dt.date | None, note: str) -> Verdict:
    if step.needs_note and not note.strip():
        return Verdict(f"{step.needs_note.missing}.")
    if on and on > timezone.localdate():
        return Verdict("The day must be today or in the past.")
    return YES


@contextmanager
def _one_reference(organisation: Organisation, reference: str) -> Iterator[None]:
    """The form has looked already; this is for two people who save at the same moment."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        raise Refused(f"{organisation} already has a review “{reference}”.") from None


def _open_next_round(qa_round: Round) -> None:
    stage = NEXT_ROUND.get(Stage(qa_round.stage))
    if stage:
        Round.unscoped.create(review=qa_round.review, number=qa_round.number + 1, stage=stage)
