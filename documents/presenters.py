"""The words in which the pages say what there is of a review, who signed it off and what was submitted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.urls import reverse

from accounts.models import User
from documents.covering import Covered, Lapse, covered, fingerprint, lapse
from documents.guards import add_page, is_there, sign_off_page
from documents.models import (
    KIND_OF_FILE,
    NOT_SUBMITTED,
    REQUIRED,
    Capacity,
    Document,
    DocumentKind,
    DocumentVersion,
    SignOff,
    Submission,
    in_reading_order,
    is_in_storage,
)
from documents.policies import (
    is_to_be_submitted,
    may_add_document,
    may_adopt,
    may_sign_off,
    may_submit,
    move_of,
)
from govuk.words import count, day, day_time
from reviews.holding import held_words
from reviews.models import Review, Round, StoredFile
from reviews.policies import holds, left_to_do
from reviews.sections import Section, section
from reviews.workflow import Move, Side, Stage

HEADINGS: dict[str, str] = {
    DocumentKind.OVERVIEW_REPORT: "Overview report",
    DocumentKind.EXECUTIVE_SUMMARY: "Executive summary",
    DocumentKind.ACTION_PLAN: "Action plan",
    DocumentKind.APPENDIX: "Appendices",
    DocumentKind.EVIDENCE: "Evidence",
    DocumentKind.FEEDBACK_LETTER: "Feedback letters",
    DocumentKind.OTHER: "Other documents",
}
Link = tuple[str, str]


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One version as a page shows it; `submitted` are the submissions that hold it."""

    number: int
    name: str
    href: str
    dated: str
    added: str
    size: int
    sha256: str
    what_changed: str
    is_missing: bool
    holds: str
    submitted: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Card:
    """A document with its versions, the current one apart; `left_out` says why it is not submitted."""

    anchor: str
    title: str
    named: str
    current: VersionRow
    older: tuple[VersionRow, ...]
    add_href: str
    left_out: str = ""
    leave_out_href: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """The documents of one kind. `add` is where the one that is still missing is added."""

    kind: str
    heading: str
    cards: tuple[Card, ...]
    add: Link | None


@dataclass(frozen=True, slots=True)
class Signed:
    """A sign-off with what has become of it: `lapse` is None while it holds, or when it has served."""

    row: SignOff
    recorded: str
    covers: tuple[str, ...]
    lapse: Lapse | None
    submitted: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class SigningPlace:
    """One capacity: the sign-off of this round, those before, and whether one can be given now."""

    label: str
    latest: Signed | None
    older: tuple[Signed, ...]
    sign: Link | None


@dataclass(frozen=True, slots=True)
class Todo:
    """Something that has to be done first, and how it stands."""

    label: str
    reason: str
    href: str


def documents_page(review: Review, user: User) -> dict[str, Any]:
    qa_round = Round.visible_to(user).filter(review=review).order_by("number").last()
    qa_round.review = review
    groups = list(_groups(review, user))
    rows = [row for group in groups for card in group.cards for row in (card.current, *card.older)]
    return {
        "review": review,
        "round": qa_round,
        "groups": groups,
        "missing": [row for row in rows if row.is_missing],
        "places": _signing_places(qa_round, user),
        "may_add": may_add_document(user, review),
        "is_to_be_submitted": is_to_be_submitted(user, qa_round),
        "submissions": submissions_of(review, user),
    }


def submit_page(qa_round: Round, user: User) -> dict[str, Any]:
    """What is still to be done, and exactly what is handed over."""
    verdict = may_submit(user, qa_round)
    todo = _todo(qa_round, user)
    parts = covered(qa_round)
    signed = SignOff.visible_to(user).filter(round=qa_round).select_related("by", "round")
    return {
        "round": qa_round,
        "review": qa_round.review,
        "may_submit": verdict,
        "todo": todo,
        "blocked": "" if verdict.reason in {entry.reason for entry in todo} else verdict.reason,
        "versions": [version_row(version) for version in _to_submit(qa_round, user)],
        "sign_offs": _latest_signed(signed, parts),
        "seen": fingerprint(parts),
        "sent_before": _sent_before(qa_round),
    }


def submission_page(submission: Submission, user: User) -> dict[str, Any]:
    """A submission as it was sent; nothing on it ever changes."""
    review = submission.round.review
    versions = submission.versions.select_related("document", "file", "by")
    rows = [version_row(version) for version in in_reading_order(versions)]
    return {
        "submission": submission,
        "review": review,
        "rows": _told(submission),
        "versions": rows,
        "missing": [row for row in rows if row.is_missing],
        "sign_offs": submission.sign_offs.select_related("by", "round"),
        "submissions": submissions_of(review, user),
    }


def submissions_of(review: Review, user: User) -> list[Submission]:
    """Everything that was submitted of a review, the newest first."""
    rows = Submission.visible_to(user).filter(round__review=review)
    return list(rows.select_related("round__review", "by", "change__corrected_by").order_by("-pk"))


def version_row(version: DocumentVersion, submitted: Iterable[Submission] = ()) -> VersionRow:
    file = version.file
    return VersionRow(
        number=version.number,
        name=str(version.document),
        href=version.get_absolute_url(),
        dated=day(version.dated),
        added=f"{version.by.name}, {day_time(version.at)}",
        size=file.size,
        sha256=file.sha256,
        what_changed=version.what_changed,
        is_missing=not version.is_in_storage,
        holds=held_words(file.holds),
        submitted=_links(submitted),
    )


def covered_words(parts: Iterable[Covered]) -> list[str]:
    return [part.words for part in parts]


def _groups(review: Review, user: User) -> Iterator[Group]:
    """Every kind that has a document, and those that every submission needs."""
    cards = _cards(review, user)
    for kind in DocumentKind:
        found = tuple(cards.get(kind, ()))
        if found or kind in REQUIRED:
            add = None if found else _add_link(review, kind, user)
            yield Group(kind.value, HEADINGS[kind], found, add)


def _cards(review: Review, user: User) -> dict[str, list[Card]]:
    """Documents and, after them, the files that were kept elsewhere, by kind."""
    cards: dict[str, list[Card]] = {}
    versions = DocumentVersion.visible_to(user).filter(document__review=review)
    versions = versions.select_related("document", "file", "by", "left_out__by")
    rows = versions.prefetch_related("submissions__round").order_by("document", "-number")
    may_add = bool(may_add_document(user, review))
    for document, its_versions in groupby(rows, key=lambda version: version.document):
        cards.setdefault(document.kind, []).append(
            _card(document, list(its_versions), may_add=may_add)
        )
    loose = StoredFile.visible_to(user).filter(review=review, version__isnull=True)
    for stored in loose.select_related("by"):
        stored.review = review
        cards.setdefault(KIND_OF_FILE[stored.kind], []).append(_card_of_file(stored, user))
    return cards


def _card(document: Document, versions: list[DocumentVersion], *, may_add: bool) -> Card:
    current, *older = [version_row(version, version.submissions.all()) for version in versions]
    left_out = getattr(versions[0], "left_out", None)
    is_submitted = document.kind not in (*REQUIRED, *NOT_SUBMITTED) and left_out is None
    return Card(
        anchor=f"document-{document.pk}",
        title=document.title,
        named=document.named,
        current=current,
        older=tuple(older),
        add_href=reverse("documents:add_version", args=[document.pk]) if may_add else "",
        left_out=f"{left_out.by.name}, {day(left_out.at)}: {left_out.reason}" if left_out else "",
        leave_out_href=reverse("documents:leave_out", args=[document.pk])
        if may_add and is_submitted
        else "",
    )


def _card_of_file(stored: StoredFile, user: User) -> Card:
    """A file that was kept with a letter or an answer, as a document with one version."""
    row = VersionRow(
        number=1,
        name=stored.name,
        href=stored.get_absolute_url(),
        dated="",
        added=f"{stored.by.name}, {day_time(stored.at)}",
        size=stored.size,
        sha256=stored.sha256,
        what_changed="",
        is_missing=not is_in_storage(stored),
        holds=held_words(stored.holds),
    )
    href = reverse("documents:follow_file", args=[stored.pk]) if may_adopt(user, stored) else ""
    return Card(f"file-{stored.pk}", stored.name, f"“{stored.name}”", row, (), href)


def _signing_places(qa_round: Round, user: User) -> list[SigningPlace]:
    """Where each side stands with signing; what was signed for earlier submissions stays readable."""
    parts = covered(qa_round) if move_of(qa_round) else None
    rows = SignOff.visible_to(user).filter(round__review=qa_round.review_id)
    rows = rows.select_related("by", "round").prefetch_related("submissions__round")
    signed = [_signed(row, parts, row.submissions.all()) for row in rows.order_by("-pk")]
    return [_signing_place(capacity, qa_round, signed, user) for capacity in Capacity]


def _signing_place(
    capacity: Capacity, qa_round: Round, signed: list[Signed], user: User
) -> SigningPlace:
    own = [entry for entry in signed if entry.row.capacity == capacity]
    latest = own[0] if own and own[0].row.round_id == qa_round.pk else None
    needed = latest is None or latest.lapse is not None
    may_sign = needed and may_sign_off(user, qa_round, capacity)
    return SigningPlace(
        label=str(capacity.label),
        latest=latest,
        older=tuple(entry for entry in own if entry is not latest),
        sign=(signing_words(capacity, qa_round, user), sign_off_page(qa_round, capacity))
        if may_sign
        else None,
    )


def signing_words(capacity: Capacity, qa_round: Round, user: User) -> str:
    """What the button says: the chair signs for themself, others write it down."""
    if capacity == Capacity.CHAIR and user.pk == qa_round.review.chair_id:
        return "Sign off as the independent chair"
    return {
        Capacity.CHAIR: "Record the independent chair’s sign-off",
        Capacity.CSP: "Sign off for the CSP",
    }[capacity]


def _signed(
    row: SignOff, parts: list[Covered] | None, submissions: Iterable[Submission] = ()
) -> Signed:
    return Signed(
        row=row,
        recorded=f"{row.by.name}, {day_time(row.at)}",
        covers=tuple(words for _, words in row.covers),
        lapse=lapse(row, parts) if parts is not None else None,
        submitted=_links(submissions),
    )


def _latest_signed(rows: Any, parts: list[Covered]) -> list[Signed]:
    latest = {row.capacity: row for row in rows.order_by("pk")}
    return [_signed(latest[capacity], parts) for capacity in Capacity if capacity in latest]


def _to_submit(qa_round: Round, user: User) -> list[DocumentVersion]:
    rows = DocumentVersion.visible_to(user).select_related("by")
    return rows.to_submit(qa_round.review_id)


def _todo(qa_round: Round, user: User) -> list[Todo]:
    move = move_of(qa_round)
    return [
        Todo(entry.label, verdict.reason, "" if verdict else entry.mend(qa_round))
        for entry, verdict in (left_to_do(move, user, qa_round) if move else ())
    ]


def _sent_before(qa_round: Round) -> str:
    """Where it is recorded that the round went by e-mail, before it was kept here."""
    if qa_round.stage != Stage.PREPARING:
        return ""
    return reverse("reviews:move", args=[qa_round.pk, Move.SENT_BEFORE.value])


def _told(submission: Submission) -> list[tuple[str, str]]:
    rows = [
        ("Sent on", _sent_on(submission)),
        ("Recorded by", _by(submission)),
        ("Anonymised", "Confirmed" if submission.anonymised else "Not confirmed here"),
    ]
    return [*rows, ("Note", submission.note)] if submission.note else rows


def _sent_on(submission: Submission) -> str:
    if submission.day == submission.sent_on:
        return day(submission.sent_on)
    return f"{day(submission.day)} (first recorded as {day(submission.sent_on)})"


def _by(submission: Submission) -> str:
    behalf = submission.change.on_behalf_of
    for_whom = f" for {Side(behalf).label}" if behalf else ""
    return f"{submission.by.name}{for_whom}, {day_time(submission.at)}"


def _links(submissions: Iterable[Submission]) -> tuple[Link, ...]:
    return tuple((submission_words(one), one.get_absolute_url()) for one in submissions)


def submission_words(submission: Submission) -> str:
    return f"Round {submission.round.number}, submission {submission.number}"


def _add_link(review: Review, kind: DocumentKind, user: User) -> Link | None:
    if not may_add_document(user, review):
        return None
    return f"Add the {kind.label.lower()}", add_page(review.pk, kind)


@section(place=30)
def documents(review: Review, qa_round: Round, user: User) -> Section | None:
    """What there is, for the CSP; what was submitted last, for the secretariat."""
    if not holds(user, review):
        return _submitted(review, user)
    number = Document.visible_to(user).filter(review=review).count()
    number += StoredFile.visible_to(user).filter(review=review, version__isnull=True).count()
    words = count(number, "document,documents") if number else "No documents yet"
    href = reverse("documents:documents", args=[review.pk])
    return Section("Documents", href, words, _next_step(qa_round, user))


def _submitted(review: Review, user: User) -> Section | None:
    latest = submissions_of(review, user)[:1]
    if not latest:
        return None
    words = f"{submission_words(latest[0])}, sent on {day(latest[0].day)}"
    return Section("Documents", latest[0].get_absolute_url(), words)


def _next_step(qa_round: Round, user: User) -> Link | None:
    """What is to be added or signed before the first submission; later, the answers come first."""
    if move_of(qa_round) is not Move.SUBMIT or not may_add_document(user, qa_round.review):
        return None
    for kind in REQUIRED:
        if not is_there(qa_round, kind):
            return f"Add the {kind.label.lower()}", add_page(qa_round.review_id, kind)
    parts, latest = covered(qa_round), SignOff.unscoped.latest(qa_round)
    for capacity in Capacity:
        signed = latest.get(capacity)
        lapsed = signed is None or lapse(signed, parts)
        if lapsed and may_sign_off(user, qa_round, capacity):
            return signing_words(capacity, qa_round, user), sign_off_page(qa_round, capacity)
    return None
