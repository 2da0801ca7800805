"""What happens to letters and areas for development: each function is one thing, with one event."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from access.verdict import YES, Refused, Verdict
from accounts.models import User
from audit.record import record
from feedback import drafts
from feedback.drafts import LetterDraft, Outcome, Reading
from feedback.models import (
    Assignment,
    Comment,
    FeedbackItem,
    FeedbackLetter,
    Revision,
    RevisionKind,
    Theme,
)
from feedback.policies import (
    IN_HAND,
    may_assign,
    may_bring_letter,
    may_check_letter,
    may_comment,
    may_confirm_letter,
    may_record_revision,
    may_retheme,
)
from govuk.words import day
from reviews.actions import MOVED_ON, keep_file, make_move, set_duties
from reviews.files import ExaminedFile
from reviews.models import FileKind, Round, StoredFile
from reviews.policies import may_contribute
from reviews.workflow import Move

MOVE_FOR = {
    Outcome.PUBLISH: Move.LETTER_PUBLISH,
    Outcome.PUBLISH_AFTER_CHANGES: Move.LETTER_CHANGES,
    Outcome.RESUBMIT: Move.LETTER_RESUBMIT,
    Outcome.OTHER: Move.LETTER_OTHER,
}
DRAFT_SAVED_SINCE = (
    "Somebody else has saved this draft since you opened the page. What you entered is still here. "
    "Look at theirs, then save again if yours should replace it."
)
LOOK_AGAIN = (
    "Somebody else has corrected this draft since you opened the page. "
    "Look at it again, then confirm."
)
ANSWERED_SINCE = (
    "Somebody else has recorded a revision of this area since you opened the page. What you typed "
    "is still here. Read their revision, then save again if yours should supersede it."
)


@transaction.atomic
def keep_letter(
    qa_round: Round,
    *,
    reading: Reading,
    file: ExaminedFile | None,
    by: User,
) -> FeedbackLetter:
    """Keep a letter with what was read from it, for a person to check. Nothing is an item yet."""
    may_bring_letter(by, qa_round).require()
    _refuse_twice(qa_round, reading.sha256)
    stored = keep_file(qa_round.review, file, kind=FileKind.LETTER, by=by) if file else None
    try:
        with transaction.atomic():
            letter = FeedbackLetter.unscoped.create(
                round=qa_round,
                file=stored,
                sha256=reading.sha256,
                paragraphs=reading.paragraphs,
                as_read=reading.as_read,
                draft=drafts.to_json(reading.draft),
                draft_by=by,
                by=by,
            )
    except IntegrityError:
        raise Refused(IN_HAND) from None
    areas = len(reading.draft.areas)
    record("feedback.letter_brought_in", letter, by=by, sha256=letter.sha256, areas=areas)
    return letter


@transaction.atomic
def save_draft(
    letter: FeedbackLetter, draft: LetterDraft, *, version: int, by: User
) -> FeedbackLetter:
    """Keep the corrections so far, unless somebody else has saved theirs since `version`."""
    may_check_letter(by, letter).require()
    claimed = FeedbackLetter.unscoped.being_checked().filter(pk=letter.pk, draft_version=version)
    stored = drafts.to_json(draft)
    if not claimed.update(
        draft=stored, draft_version=version + 1, draft_by=by, draft_at=timezone.now()
    ):
        raise Refused(DRAFT_SAVED_SINCE)
    record("feedback.draft_saved", letter, by=by, before=letter.draft, after=stored)
    letter.draft, letter.draft_version = stored, version + 1
    return letter


@transaction.atomic
def set_letter_aside(letter: FeedbackLetter, *, by: User) -> FeedbackLetter:
    """Put away a letter that should not have been brought in. It is kept, but counts for nothing."""
    may_check_letter(by, letter).require()
    letter.set_aside_by, letter.set_aside_at = by, timezone.now()
    claimed = FeedbackLetter.unscoped.being_checked().filter(pk=letter.pk)
    if not claimed.update(set_aside_by=by, set_aside_at=letter.set_aside_at):
        raise Refused(MOVED_ON)
    record("feedback.letter_set_aside", letter, by=by)
    return letter


@transaction.atomic
def confirm_letter(letter: FeedbackLetter, *, version: int, by: User) -> FeedbackLetter:
    """Turn the checked drafts into areas for development and closing duties, and move the round."""
    may_confirm_letter(by, letter).require()
    draft = drafts.from_json(letter.draft)
    outcome = Outcome(draft.outcome)
    make_move(letter.round, MOVE_FOR[outcome], on=_day(draft.letter_date), by=by)
    claimed = FeedbackLetter.unscoped.being_checked().filter(pk=letter.pk, draft_version=version)
    if not claimed.update(confirmed_by=by, confirmed_at=timezone.now(), **_header(draft)):
        raise Refused(LOOK_AGAIN)
    _keep_items(letter, draft)
    if draft.requests:
        set_duties(letter.round, list(draft.requests), by=by)
    record("feedback.letter_confirmed", letter, by=by, outcome=outcome, items=len(draft.kept))
    letter.refresh_from_db()
    return letter


@transaction.atomic
def record_revision(
    item: FeedbackItem,
    *,
    kind: RevisionKind,
    supersedes: int | None,
    reason: str = "",
    where: str = "",
    summary: str = "",
    before: str = "",
    after: str = "",
    keep: Iterable[StoredFile] = (),
    evidence: Iterable[ExaminedFile] = (),
    by: User,
) -> Revision:
    """Record the answer to an area. `supersedes` is the revision that the writer had before them.

    `keep` is evidence of the answer before that still counts, `evidence` is new. When `supersedes` is no longer the latest, somebody else has answered meanwhile, and the writer is told.
    """
    item.letter.round = qa_round = Round.unscoped.holding(item.letter.round_id)
    may_record_revision(by, item).require()
    _is_whole(kind, reason, summary).require()
    if (supersedes or None) != item.revisions.values_list("pk", flat=True).first():
        raise Refused(ANSWERED_SINCE)
    revision = Revision.unscoped.create(
        item=item,
        supersedes_id=supersedes or None,
        kind=kind,
        reason=reason,
        where=where,
        summary=summary,
        before=before,
        after=after,
        by=by,
    )
    kept = StoredFile.unscoped.filter(revisions=supersedes, pk__in=[file.pk for file in keep])
    new = [keep_file(qa_round.review, file, kind=FileKind.EVIDENCE, by=by) for file in evidence]
    revision.evidence.set([*kept, *new])
    record("feedback.revision_recorded", revision, by=by, item=item.pk, kind=kind)
    return revision


@transaction.atomic
def assign_item(item: FeedbackItem, *, to: User | None, by: User) -> Assignment:
    item.letter.round = qa_round = Round.unscoped.holding(item.letter.round_id)
    may_assign(by, item).require()
    if to and not may_contribute(to, qa_round.review):
        raise Refused(f"{to} does not work on the answers of this review.")
    if (last := item.assignments.last()) and last.to == to:
        raise Refused(f"This area is assigned to {to or 'nobody'} already.")
    assignment = Assignment.unscoped.create(item=item, to=to, by=by)
    record("feedback.item_assigned", assignment, by=by, item=item.pk, to=to.pk if to else None)
    return assignment


@transaction.atomic
def comment_on_item(item: FeedbackItem, *, text: str, by: User) -> Comment:
    may_comment(by, item).require()
    last = item.comments.last()
    if last and (last.text, last.by) == (text, by):
        raise Refused("You have said this already: it is the last contribution.")
    comment = Comment.unscoped.create(item=item, text=text, by=by)
    record("feedback.item_discussed", comment, by=by, item=item.pk)
    return comment


@transaction.atomic
def set_themes(item: FeedbackItem, themes: Iterable[Theme], *, by: User) -> FeedbackItem:
    may_retheme(by, item).require()
    before = sorted(item.themes.values_list("slug", flat=True))
    item.themes.set(themes)
    after = sorted(item.themes.values_list("slug", flat=True))
    record("feedback.item_rethemed", item, by=by, themes=[before, after])
    return item


def _is_whole(kind: RevisionKind, reason: str, summary: str) -> Verdict:
    if kind == RevisionKind.NOT_REVISED:
        return YES if reason else Verdict("Enter why it was not revised.")
    return YES if summary else Verdict("Enter what was done.")


def _refuse_twice(qa_round: Round, sha256: str) -> None:
    same = FeedbackLetter.unscoped.kept().filter(round__review=qa_round.review_id, sha256=sha256)
    if twin := same.select_related("round").first():
        raise Refused(
            f"This letter has already been brought in, for round {twin.round.number}, "
            f"on {day(twin.at)}."
        )


def _header(draft: LetterDraft) -> dict[str, Any]:
    addressee = (draft.addressee_name, draft.addressee_role, draft.addressee_organisation)
    return {
        "letter_date": _day(draft.letter_date),
        "panel_date": _day(draft.panel_date),
        "panel_mode": draft.panel_mode,
        "outcome": draft.outcome,
        "addressee": "\n".join(line for line in addressee if line),
        "signatory": "\n".join(
            line for line in (draft.signatory_name, draft.signatory_role) if line
        ),
        "return_address": draft.return_address,
        "strengths": list(draft.strengths),
    }


def _keep_items(letter: FeedbackLetter, draft: LetterDraft) -> None:
    items = FeedbackItem.unscoped.bulk_create(
        FeedbackItem(
            letter=letter,
            number=number,
            text=area.text.strip(),
            children=list(area.children),
            as_read=area.as_read,
            group=area.group,
            references=list(area.references),
        )
        for number, area in enumerate(draft.kept, start=1)
    )
    themes = Theme.objects.in_bulk(field_name="slug")
    through = FeedbackItem.themes.through
    through.objects.bulk_create(
        through(feedbackitem=item, theme=themes[slug])
        for item, area in zip(items, draft.kept, strict=True)
        for slug in area.themes
        if slug in themes
    )


def _day(iso: str) -> dt.date | None:
    return dt.date.fromisoformat(iso) if iso else None
