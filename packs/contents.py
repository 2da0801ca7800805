"""What a resubmission pack says: the rows of one round in, one frozen value out."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.db.models import Prefetch, Q
from django.utils import timezone

from accounts.models import User
from actionplans.models import Action, Legend
from actionplans.ratings import DEFAULT
from documents.covering import covered, lapse
from documents.models import Capacity, DocumentVersion, SignOff, is_in_storage
from feedback.models import FeedbackItem, FeedbackLetter, Revision, RevisionKind
from feedback.presenters import answer_words, letter_summary
from govuk.words import shortened
from packs.plan import PlanFigures, PlanRow, plan_rows
from reviews.models import Round, StoredFile
from reviews.presenters import PanelRow, panel_table

NOT_RECORDED = "Not recorded"
FROM_THE_LETTER = ("Outcome", "Date of the letter", "Date of the QA Panel", "Send the answer to")


@dataclass(frozen=True, slots=True)
class Answer:
    """One area for development in the letter's own words, and its latest answer; `kind` is "" without one."""

    number: int
    group: str
    text: str
    children: tuple[str, ...]
    references: tuple[str, ...]
    kind: str = ""
    where: str = ""
    summary: str = ""
    reason: str = ""
    before: str = ""
    after: str = ""
    answered_at: dt.datetime | None = None
    evidence: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        return answer_words(self.kind)

    @property
    def first_words(self) -> str:
        return shortened(self.text)


@dataclass(frozen=True, slots=True)
class Document:
    """A file that the pack speaks of; the SHA-256 tells whether a copy is the same file."""

    name: str
    kind: str
    size: int
    sha256: str
    kept_at: dt.datetime
    is_there: bool = True


@dataclass(frozen=True, slots=True)
class Signed:
    """A line of the sign-off; without a name it is left free for a pen."""

    capacity: str
    name: str = ""
    on: dt.date | None = None


NOBODY_SIGNED = tuple(Signed(str(capacity.label)) for capacity in Capacity)


@dataclass(frozen=True, slots=True)
class Contents(PlanFigures):
    """A whole pack, ready to be set. `details` are the rows of its cover."""

    review: str
    reference: str
    kind: str
    round: int
    marking: str
    details: tuple[tuple[str, str], ...]
    made_at: dt.datetime
    made_by: str
    answers: tuple[Answer, ...]
    plan: tuple[PlanRow, ...]
    panel: tuple[PanelRow, ...]
    duties: tuple[str, ...]
    documents: tuple[Document, ...]
    signed: tuple[Signed, ...] = NOBODY_SIGNED
    words: Mapping[str, str] = field(default_factory=lambda: DEFAULT)

    @property
    def missing(self) -> tuple[str, ...]:
        """The files whose bytes are no longer in storage: a pack that speaks of them cannot be made."""
        return tuple(document.name for document in self.documents if not document.is_there)

    @property
    def title(self) -> str:
        return f"Resubmission pack, round {self.round}: {self.review} ({self.reference})"

    @property
    def total(self) -> int:
        return len(self.answers)

    @property
    def answered(self) -> int:
        return self.total - len(self.unanswered)

    @property
    def unanswered(self) -> tuple[int, ...]:
        return tuple(answer.number for answer in self.answers if not answer.kind)

    @property
    def notice(self) -> str:
        """What the front of the pack says while areas are not answered, in one sentence."""
        if not self.unanswered:
            return ""
        if len(self.unanswered) == 1:
            return f"Area {self.unanswered[0]} is not answered yet."
        return f"Areas {spans(self.unanswered)} are not answered yet."

    @property
    def not_revised(self) -> tuple[Answer, ...]:
        return tuple(a for a in self.answers if a.kind == RevisionKind.NOT_REVISED)

    @property
    def tally(self) -> tuple[tuple[str, str, int], ...]:
        """(kind, words, number) for each kind of answer, and for none."""
        found = Counter(answer.kind for answer in self.answers)
        kinds = (*RevisionKind.values, "")
        return tuple((kind, answer_words(kind), found[kind]) for kind in kinds)

    @property
    def manifest(self) -> dict[str, Any]:
        """What the pack was made of, as JSON can hold it, for whoever asks later what was sent."""
        return {
            "title": self.title,
            "answers": {kind or "not_answered": number for kind, _, number in self.tally},
            "recommendations": self.recommendations,
            "actions": len(self.actions),
            "documents": [
                {"name": d.name, "kind": d.kind, "size": d.size, "sha256": d.sha256}
                for d in self.documents
            ],
        }


def assemble(qa_round: Round, *, at: dt.datetime, by: User | None) -> Contents:
    """Read everything that a round's pack says, in a number of queries that does not grow with it.

    Raises `FeedbackLetter.DoesNotExist` when the round has no confirmed letter.
    """
    letter = _letter(qa_round)
    review = letter.round.review
    items = _items(letter)
    return Contents(
        review=review.name,
        reference=review.reference,
        kind=review.get_kind_display(),
        round=qa_round.number,
        marking=review.get_marking_display(),
        details=tuple(_details(letter)),
        made_at=at,
        made_by=by.name if by else "",
        answers=tuple(_answer(item) for item in items),
        plan=tuple(plan_rows(review.pk, _areas_by_action(items), on=timezone.localdate(at))),
        words=Legend.of(review.organisation_id).words,
        panel=tuple(panel_table(review)),
        duties=tuple(str(duty) for duty in qa_round.duties.filter(from_letter=True)),
        documents=tuple(_documents(letter)),
        signed=tuple(_signed(letter.round)),
    )


def spans(numbers: Iterable[int]) -> str:
    """Rising numbers in words: "1, 3 to 5 and 9"."""
    runs = groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0])
    parts = [part for _, run in runs for part in _span([number for _, number in run])]
    return " and ".join(filter(None, (", ".join(parts[:-1]), parts[-1])))


def _span(run: list[int]) -> list[str]:
    return [f"{run[0]} to {run[-1]}"] if len(run) > 2 else [str(number) for number in run]


def _letter(qa_round: Round) -> FeedbackLetter:
    letters = FeedbackLetter.unscoped.confirmed()
    return letters.select_related("round__review__organisation", "round__review__chair").get(
        round=qa_round
    )


def _details(letter: FeedbackLetter) -> Iterator[tuple[str, str]]:
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
    yield "Protective marking", review.get_marking_display()


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


def _documents(letter: FeedbackLetter) -> Iterator[Document]:
    """What is to be submitted, the letter, and the evidence for what the pack shows."""
    review = letter.round.review_id
    for version in DocumentVersion.unscoped.to_submit(review):
        yield _document(
            version.file, f"{version.document.get_kind_display()}, version {version.number}"
        )
    answers = Revision.unscoped.filter(item__letter=letter, superseded_by__isnull=True)
    spoken_of = (
        Q(letters=letter)
        | Q(revisions__in=answers)
        | Q(updates__action__recommendation__review=review)
    )
    for file in StoredFile.unscoped.filter(spoken_of).distinct().order_by("kind", "pk"):
        yield _document(file, str(file.get_kind_display()))


def _document(file: StoredFile, kind: str) -> Document:
    return Document(file.name, kind, file.size, file.sha256, file.at, is_in_storage(file))


def _signed(qa_round: Round) -> Iterator[Signed]:
    """Who has signed off what the pack shows; a sign-off that has lapsed is none."""
    given, now = SignOff.unscoped.latest(qa_round), covered(qa_round)
    for capacity in Capacity:
        sign_off = given.get(capacity)
        if sign_off and not lapse(sign_off, now):
            yield Signed(str(capacity.label), sign_off.name, sign_off.signed_on)
        else:
            yield Signed(str(capacity.label))
