"""What must be there, signed off and in storage before a round is submitted."""

from __future__ import annotations

from functools import partial

from django.urls import reverse

from access.once import once_a_page
from access.verdict import YES, Verdict
from documents.covering import covered, lapse, to_submit
from documents.models import REQUIRED, Capacity, Document, DocumentKind, SignOff
from reviews.models import Round
from reviews.workflow import Move, ready

WHOSE = {Capacity.CHAIR: "The independent chair", Capacity.CSP: "The CSP"}
before_submitting = partial(ready, Move.SUBMIT, Move.RESUBMIT)


def add_page(review_id: int, kind: DocumentKind) -> str:
    """Where a document of this kind is added."""
    return f"{reverse('documents:add', args=[review_id])}?kind={kind.value}"


def _add_page(qa_round: Round, kind: DocumentKind) -> str:
    return add_page(qa_round.review_id, kind)


def documents_page(qa_round: Round) -> str:
    return reverse("documents:documents", args=[qa_round.review_id])


def sign_off_page(qa_round: Round, capacity: Capacity) -> str:
    return reverse("documents:sign_off", args=[qa_round.pk, capacity.value])


def is_there(qa_round: Round, kind: DocumentKind) -> Verdict:
    if kind in _kinds(qa_round.review_id):
        return YES
    return Verdict(f"The {kind.label.lower()} is not here yet.")


def every_file_is_in_storage(qa_round: Round) -> Verdict:
    """Nobody could open what is missing; its row says that it was kept, so it is named."""
    versions = to_submit(qa_round.review_id)
    lost = [version.named for version in versions if not version.is_in_storage]
    if not lost:
        return YES
    return Verdict(
        f"Missing from storage: {'; '.join(lost)}. Add the file again as a newer version."
    )


@once_a_page
def _sign_offs(qa_round: Round) -> dict[str, SignOff]:
    return SignOff.unscoped.latest(qa_round)


@once_a_page
def _kinds(review: int) -> frozenset[str]:
    """The kinds of documents that a review has."""
    return frozenset(Document.unscoped.filter(review=review).values_list("kind", flat=True))


def is_signed_off(qa_round: Round, capacity: Capacity) -> Verdict:
    latest = _sign_offs(qa_round).get(capacity)
    if latest is None:
        return Verdict(f"{WHOSE[capacity]} has not signed off yet.")
    if lapse(latest, covered(qa_round)):
        return Verdict(
            f"{WHOSE[capacity]}’s sign-off has lapsed, because what it covers has changed."
        )
    return YES


for _kind in REQUIRED:
    before_submitting(
        label=f"The {_kind.label.lower()} is kept here", mend=partial(_add_page, kind=_kind)
    )(partial(is_there, kind=_kind))
before_submitting(label="Every file to be submitted is in storage", mend=documents_page)(
    every_file_is_in_storage
)
for _capacity in Capacity:
    before_submitting(
        label=f"{WHOSE[_capacity]} has signed off", mend=partial(sign_off_page, capacity=_capacity)
    )(partial(is_signed_off, capacity=_capacity))
