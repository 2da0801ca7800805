"""From the rows of one round to what its pack says."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone

from accounts.models import User
from actionplans.models import Action, Legend
from audit.chain import head
from documents.covering import covered, lapse
from documents.models import Capacity, SignOff
from feedback.carrying import views_of
from feedback.models import FeedbackItem, FeedbackLetter, Revision
from feedback.presenters import letter_summary
from govuk.words import shortened
from packs.contents import NOT_RECORDED, Answer, Contents, Settled, Signed
from packs.covering import covering_letter
from packs.enclosed import Enclosed, document_of, enclosed_in
from packs.models import PackKind, Preparation
from packs.plan import plan_rows
from packs.readiness.registry import findings
from packs.readiness.subject import Subject
from qa_panel.models import Mark
from reviews.models import Marking, Round
from reviews.presenters import panel_table

FROM_THE_LETTER = ("Outcome", "Date of the letter", "Date of the QA Panel", "Send the answer to")


def assemble(
    qa_round: Round,
    *,
    at: dt.datetime,
    by: User | None,
    chosen: Preparation | None = None,
    enclosed: Sequence[Enclosed] | None = None,
) -> Contents:
    """Read everything that a round's pack says, in a number of queries that does not grow with it.

    Raises `FeedbackLetter.DoesNotExist` when the round has no confirmed letter.
    """
    letter = letter_of(qa_round)
    review = letter.round.review
    items = _items(letter)
    chosen = chosen or Preparation(round=qa_round)
    files = enclosed_in(letter) if enclosed is None else enclosed
    marking = Marking(chosen.marking or review.marking).label
    contents = Contents(
        review=review.name,
        reference=review.reference,
        kind=review.get_kind_display(),
        round=qa_round.number,
        marking=str(marking),
        details=tuple(_details(letter, str(marking))),
        made_at=at,
        made_by=by.name if by else "",
        answers=tuple(_answer(item) for item in items),
        plan=tuple(plan_rows(review.pk, _areas_by_action(items), on=timezone.localdate(at))),
        words=Legend.of(review.organisation_id).words,
        panel=tuple(panel_table(review)),
        duties=tuple(str(duty) for duty in qa_round.duties.filter(from_letter=True)),
        documents=tuple(document_of(file, embedded=chosen.embed) for file in files),
        earlier=tuple(_settled(letter)),
        overrides=tuple(_overridden(qa_round)),
        left_out=frozenset(chosen.left_out),
        audit_head=head_words(),
        signed=tuple(_signed(letter.round)),
    )
    words = chosen.letter or covering_letter(contents)
    return replace(contents, letter=words)


def letter_of(qa_round: Round) -> FeedbackLetter:
    letters = FeedbackLetter.unscoped.confirmed()
    return letters.select_related("round__review__organisation", "round__review__chair").get(
        round=qa_round
    )


def _details(letter: FeedbackLetter, marking: str) -> Iterator[tuple[str, str]]:
    """The cover's rows. Of the people in the letter none is named: they are not its subject."""
    review, said = letter.round.review, dict(letter_summary(letter))
    yield "Community Safety Partnership", review.organisation.name
    yield "Kind of review", review.get_kind_display()
    yield "Reference", review.reference
    yield "Independent chair", review.chair_shown or NOT_RECORDED
    yield "Author", review.author_shown or NOT_RECORDED
    yield "Round", str(letter.round.number)
    for label in FROM_THE_LETTER:
        yield label, said[label]
    yield "Protective marking", marking


def _items(letter: FeedbackLetter) -> list[FeedbackItem]:
    latest = Revision.unscoped.filter(superseded_by__isnull=True).prefetch_related("evidence")
    actions = Action.unscoped.select_related("recommendation")
    return list(
        letter.items.standing()
        .order_by("number")
        .prefetch_related(
            Prefetch("revisions", queryset=latest), Prefetch("actions", queryset=actions)
        )
    )


def _answer(item: FeedbackItem) -> Answer:
    return Answer(
        number=item.number,
        group=item.group,
        text=item.text,
        children=tuple(item.children),
        references=tuple(item.references),
        actions=tuple(f"{row}: {shortened(row.text, 90)}" for row in item.actions.all()),
        **_latest(item.revisions.all()),
    )


def _latest(revisions: Iterable[Revision]) -> dict[str, Any]:
    """The answer that stands, as the fields of `Answer`; none when nobody has answered."""
    for revision in revisions:
        return {
            "kind": revision.kind,
            "where": revision.where,
            "summary": revision.summary,
            "reason": revision.reason,
            "before": revision.before,
            "after": revision.after,
            "answered_at": revision.at,
            "evidence": tuple(file.name for file in revision.evidence.all()),
        }
    return {}


def _areas_by_action(items: Iterable[FeedbackItem]) -> dict[int, list[int]]:
    areas = defaultdict(list)
    for item in items:
        for action in item.actions.all():
            areas[action.pk].append(item.number)
    return areas


def _signed(qa_round: Round) -> Iterator[Signed]:
    """Who has signed off what the pack shows; a sign-off that has lapsed is none."""
    given, now = SignOff.unscoped.latest(qa_round), covered(qa_round)
    for capacity in Capacity:
        sign_off = given.get(capacity)
        if sign_off and not lapse(sign_off, now):
            yield Signed(str(capacity.label), sign_off.name, sign_off.signed_on)
        else:
            yield Signed(str(capacity.label))


def head_words() -> str:
    """Where the event log ends now: number and digest of its last event."""
    last = head()
    return f"{last.number} {last.digest}"


def _settled(letter: FeedbackLetter) -> Iterator[Settled]:
    """The areas of earlier rounds that the QA Panel found to be met, round by round."""
    items = FeedbackItem.unscoped.standing().filter(
        letter__round__review=letter.round.review_id, letter__round__number__lt=letter.round.number
    )
    latest = Revision.unscoped.filter(superseded_by__isnull=True)
    found = list(
        items.select_related("letter__round")
        .prefetch_related(Prefetch("revisions", queryset=latest))
        .order_by("letter__round__number", "number")
    )
    views = views_of(found)
    for item in found:
        view = next((v for v in reversed(views.get(item.pk, [])) if not v.superseded), None)
        if view and view.verdict == Mark.MET:
            answer = next(iter(item.revisions.all()), None)
            yield Settled(
                round=item.letter.round.number,
                number=item.number,
                text=item.text,
                where=answer.where if answer else "",
                summary=answer.summary if answer else "",
                note=view.note,
            )


def _overridden(qa_round: Round) -> Iterator[tuple[str, str]]:
    """What stands against the pack as it is now and is set aside, and why."""
    for finding in findings(Subject(qa_round, PackKind.RESUBMISSION)):
        if finding.override:
            yield finding.title, finding.override.reason
