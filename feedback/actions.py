"""What happens to areas for development: each function is one thing that happened, with one event."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from access.verdict import YES, Refused, Verdict
from accounts.models import User
from audit.record import record
from feedback.models import Assignment, Comment, FeedbackItem, Revision, RevisionKind, Theme
from feedback.policies import may_assign, may_comment, may_record_revision, may_retheme
from notices.actions import tell
from notices.models import NoticeKind
from reviews.actions import keep_file
from reviews.files import ExaminedFile
from reviews.models import FileKind, Round, StoredFile
from reviews.policies import may_contribute

ANSWERED_SINCE = (
    "Somebody else has recorded a revision of this area since you opened the page. What you typed "
    "is still here. Read their revision, then save again if yours should supersede it."
)
ASSIGNED_SINCE = (
    "Somebody else has changed who answers this area since you opened the page. "
    "Look at who it is now before you change it again."
)
THEMED_SINCE = (
    "Somebody else has changed the themes of this area since you opened the page. "
    "Look at what they are now before you save yours."
)


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
    qa_round = _held(item)
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
def assign_item(
    item: FeedbackItem, *, to: User | None, by: User, seen: int | None = None
) -> Assignment:
    """Give an area to somebody. `seen` is the assignment that stood on the page, or 0 for none."""
    qa_round = _held(item)
    may_assign(by, item).require()
    if to and not may_contribute(to, qa_round.review):
        raise Refused(f"{to} does not work on the answers of this review.")
    last = item.assignments.last()
    if seen is not None and seen != (last.pk if last else 0):
        raise Refused(ASSIGNED_SINCE)
    if last and last.to == to:
        raise Refused(f"This area is assigned to {to or 'nobody'} already.")
    assignment = Assignment.unscoped.create(item=item, to=to, by=by)
    record("feedback.item_assigned", assignment, by=by, item=item.pk, to=to.pk if to else None)
    if to:
        review, href = qa_round.review, item.get_absolute_url()
        tell([to], NoticeKind.ASSIGNED, review=review, href=href, by=by)
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
def set_themes(
    item: FeedbackItem, themes: Iterable[Theme], *, by: User, seen: str | None = None
) -> FeedbackItem:
    """Say what an area is about. `seen` is `themes_seen` of the area as it stood on the page."""
    _held(item)
    may_retheme(by, item).require()
    if seen is not None and seen != item.themes_seen:
        raise Refused(THEMED_SINCE)
    before = sorted(item.themes.values_list("slug", flat=True))
    item.themes.set(themes)
    after = sorted(item.themes.values_list("slug", flat=True))
    record("feedback.item_rethemed", item, by=by, themes=[before, after])
    return item


def _held(item: FeedbackItem) -> Round:
    """The round of an area, which nobody moves until this transaction has ended; the area as it stands now."""
    qa_round: Round = Round.unscoped.holding(item.letter.round_id)
    item.refresh_from_db(fields=["letter", "left_out_at"])
    item.letter.round = qa_round
    return qa_round


def _is_whole(kind: RevisionKind, reason: str, summary: str) -> Verdict:
    if kind == RevisionKind.NOT_REVISED:
        return YES if reason else Verdict("Enter why it was not revised.")
    return YES if summary else Verdict("Enter what was done.")
