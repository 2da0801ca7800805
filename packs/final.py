"""The final copy: report and summary as they were uploaded, the action plan and the feedback letter annexed, one PDF."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from django.conf import settings
from django.utils import timezone

from access.verdict import YES, Refused, Verdict
from accounts.models import User
from documents.models import DocumentKind, DocumentVersion
from feedback.models import progress
from govuk.words import count, file_size
from packs.assembling import head_words, letter_of
from packs.enclosed import FOLDER, Enclosed, all_are_whole, document_of, with_files
from packs.made import Made, Watch, nobody_watches
from packs.models import PackKind, Preparation
from packs.papers import paper_of_letter
from packs.pdf import to_html, to_pdf
from packs.plan import assemble_plan
from packs.readiness.registry import findings
from packs.readiness.subject import Subject
from printing.manifests import Manifest
from printing.merging import (
    DAMAGED,
    EMPTY,
    ENCRYPTED,
    Appended,
    Merged,
    UnfitFile,
    append,
    pages_of,
)
from printing.naming import Names, safe_name
from printing.shrinking import shrink
from reviews.files import PDF
from reviews.models import Review, Round

QUALITY = 75
RESOLUTIONS = (200, 150, 110)
"""Dots an inch, tried one after the other until the copy fits: 110 still reads well on paper."""
BODY = (DocumentKind.OVERVIEW_REPORT, DocumentKind.EXECUTIVE_SUMMARY)
LETTER, PLAN_ANNEX, LETTER_ANNEX = (
    "Feedback letter",
    "Annex A: Action plan",
    "Annex B: Feedback letter",
)
NO_REPORT = "Add the overview report as a PDF first: the final copy begins with it."
NOT_A_PDF = (
    "Only PDFs can be bound together. Save these as PDFs and add them as newer versions: {}."
)
TOO_LARGE = "It came to {}, and one e-mail takes {} MB. Nothing was kept. {}"
SHRINK = "Choose to make its pictures smaller, then make it again."
WORDS_OF_THE_LETTER = "Words of the feedback letter"
WHY_WORDS = {
    ENCRYPTED: "its PDF is protected",
    DAMAGED: "its PDF is damaged",
    EMPTY: "its PDF has no pages",
}
SEND_APART = (
    f"Its pictures were made as small as they can be and still be read ({RESOLUTIONS[-1]} dots an inch). "
    "Send the parts in several messages."
)
READING, ANNEXES, PICTURES, BINDING = (
    "Reading the parts",
    "Setting the annexes",
    "Making pictures smaller",
    "Binding the parts together",
)
STEPS = 4
REMOVED = {
    "forms": "form fields (what was filled in can still be read)",
    "scripts": "scripts",
    "attachments": "attachments",
    "open action": "what it did when it was opened",
    "media": "sound and film",
}


@dataclass(frozen=True, slots=True)
class Bound:
    """A part of the final copy: how the contents and the bookmarks call it, its PDF, and what to know of it."""

    name: str
    data: bytes
    note: str = ""


@dataclass(frozen=True, slots=True)
class Front:
    """The page before everything: what this is, and on which page each part begins."""

    title: str
    review: str
    reference: str
    kind: str
    organisation: str
    made_at: dt.datetime
    entries: tuple[tuple[str, int], ...] = ()
    marking: str = ""


@dataclass(frozen=True, slots=True)
class Copy:
    """A final copy that fits one e-mail."""

    pdf: bytes
    merged: Merged
    notes: tuple[str, ...]

    @property
    def pages(self) -> int:
        last = self.merged.parts[-1]
        return last.page + last.pages - 1


def make_final(qa_round: Round, by: User, watch: Watch = nobody_watches) -> Made:
    """Raises `Refused` with the sentence for whoever asked. Nothing is kept before all of it is there."""
    watch(READING, 0, STEPS)
    at, review = timezone.now(), qa_round.review
    files = list(_files(qa_round))
    all_are_whole(files).require()
    body = list(_originals(files))
    watch(ANNEXES, 1, STEPS)
    annexes = list(_annexes(qa_round, files, at))
    manifest = _manifest(review, files, at)
    shrinking = Preparation.of(qa_round, PackKind.FINAL).shrink
    copy = _copy(_front(review, at), body, annexes, manifest, watch, shrinking=shrinking)
    answered, items = progress([qa_round.pk]).get(qa_round.pk, (0, 0))
    return Made(
        pdf=copy.pdf,
        at=at,
        manifest=manifest.to_dict(),
        answered=answered,
        items=items,
        pages=copy.pages,
        sections=tuple(part.name for part in copy.merged.parts),
        notes=(*copy.notes, *_not_bound(qa_round), *_overridden(qa_round)),
    )


def _files(qa_round: Round) -> Iterator[Enclosed]:
    """The report and the summary as they are now, and the letter if it is held as a PDF."""
    names = Names()
    for version in DocumentVersion.unscoped.to_submit(qa_round.review_id):
        if version.document.kind in BODY:
            name = names.give(f"{FOLDER}{safe_name(version.file.name)}")
            yield Enclosed(version.file, str(version.document), str(version.number), name)
    letter = letter_of(qa_round)
    if letter.file and letter.file.content_type == PDF.content_type:
        name = names.give(f"{FOLDER}{safe_name(letter.file.name)}")
        yield Enclosed(letter.file, LETTER, "", name)


def _originals(files: Sequence[Enclosed]) -> Iterator[Bound]:
    """The parts that come first, as they were uploaded."""
    body = [file for file in files if file.kind != LETTER]
    if not any(file.kind == DocumentKind.OVERVIEW_REPORT.label for file in body):
        raise Refused(NO_REPORT)
    others = [file.stored.name for file in body if file.stored.content_type != PDF.content_type]
    if others:
        raise Refused(NOT_A_PDF.format(", ".join(f"“{name}”" for name in others)))
    for file in body:
        yield Bound(file.kind, _bytes(file))


def _annexes(qa_round: Round, files: Sequence[Enclosed], at: dt.datetime) -> Iterator[Bound]:
    """The plan with its updates, and last the letter."""
    plan = replace(assemble_plan(qa_round.review, at=at), marking="")
    yield Bound(PLAN_ANNEX, to_pdf(to_html(plan, "packs/plan.html")))
    yield _letter(qa_round, next((file for file in files if file.kind == LETTER), None), at)


def _letter(qa_round: Round, kept: Enclosed | None, at: dt.datetime) -> Bound:
    """The letter's own PDF, or its words where there is none that can be bound: a letter cannot be saved again."""
    why = "it is not held as a PDF"
    if kept:
        own = Bound(LETTER_ANNEX, _bytes(kept))
        try:
            pages_of(Appended(own.name, own.data))
        except UnfitFile as unfit:
            why = WHY_WORDS[unfit.code]
        else:
            return own
    letter = paper_of_letter(letter_of(qa_round), at=at)
    words = replace(letter, what=WORDS_OF_THE_LETTER, marking="", is_plain=True)
    note = f"{LETTER_ANNEX}: its words are set anew, because {why}."
    return Bound(LETTER_ANNEX, to_pdf(to_html(words, "packs/paper_letter.html")), note)


def _copy(
    front: Front,
    body: Sequence[Bound],
    annexes: Sequence[Bound],
    manifest: Manifest,
    watch: Watch,
    *,
    shrinking: bool,
) -> Copy:
    """The first that fits. Pictures get coarser step by step, and only when a person asked for that."""
    verdict = YES
    for dpi in RESOLUTIONS if shrinking else (0,):
        watch(PICTURES if dpi else BINDING, 2, STEPS)
        smaller = [_smaller(part, dpi) for part in body] if dpi else body
        watch(BINDING, 3, STEPS)
        parts = [*smaller, *annexes]
        merged = _bind(front, parts)
        pdf = with_files(merged.pdf, manifest, ())
        verdict = _fits_a_message(len(pdf), shrinking=shrinking)
        if verdict:
            return Copy(pdf, merged, tuple(_notes(parts, merged)))
    raise Refused(verdict.reason)


def _smaller(part: Bound, dpi: int) -> Bound:
    made = shrink(part.data, dpi=dpi, quality=QUALITY)
    if not made.pictures:
        return replace(part, note=f"{part.name}: none of its pictures could be made smaller.")
    said = (
        f"{part.name}: {count(made.pictures, 'picture,pictures')} made smaller, to {dpi} dots an inch; "
        f"{file_size(made.before)} became {file_size(made.after)}."
    )
    return replace(part, data=made.data, note=said)


def _front(review: Review, at: dt.datetime) -> Front:
    return Front(
        title=f"{review.get_kind_display()}: {review.name}",
        review=review.name,
        reference=review.reference,
        kind=review.get_kind_display(),
        organisation=review.organisation.name,
        made_at=at,
    )


def _bind(front: Front, parts: Sequence[Bound]) -> Merged:
    """The front is set twice: what it takes itself decides on which page each part begins."""
    files = [Appended(part.name, part.data) for part in parts]
    try:
        lengths = [pages_of(file) for file in files]
        first = pages_of(Appended("", _set(front, files, lengths, own=1)))
        page = _set(front, files, lengths, own=first)
        return append(page, files, title=front.title, made=front.made_at)
    except UnfitFile as unfit:
        raise Refused(str(unfit)) from unfit


def _set(front: Front, files: Sequence[Appended], lengths: Sequence[int], *, own: int) -> bytes:
    """`own` is the number of pages that it takes itself."""
    begins = accumulate(lengths[:-1], initial=own + 1)
    entries = tuple((file.name, page) for file, page in zip(files, begins, strict=True))
    return to_pdf(to_html(replace(front, entries=entries), "packs/final_front.html"))


def _manifest(review: Review, files: Sequence[Enclosed], at: dt.datetime) -> Manifest:
    return Manifest(
        made_at=at,
        title=f"Final copy: {review.name} ({review.reference})",
        audit_head=head_words(),
        files=tuple(document_of(file, embedded=False).entry for file in files),
    )


def _fits_a_message(size: int, *, shrinking: bool) -> Verdict:
    limit = settings.PACK_LIMIT_MB
    if size <= limit * 1024 * 1024:
        return YES
    return Verdict(TOO_LARGE.format(file_size(size), limit, SEND_APART if shrinking else SHRINK))


def _notes(parts: Sequence[Bound], merged: Merged) -> Iterator[str]:
    """What a person should know of the parts as they were bound."""
    yield from (part.note for part in parts if part.note)
    for part in merged.parts:
        if part.removed:
            removed = ", ".join(REMOVED[kind] for kind in part.removed)
            yield f"{part.name}: taken out, because it cannot travel in one file: {removed}."
        if not part.tagged:
            yield f"{part.name}: has no tags, so a screen reader cannot follow it."


def _not_bound(qa_round: Round) -> Iterator[str]:
    """What is handed over besides, such as appendices: a letter may ask for them, and nobody should think they went along."""
    bound = (*BODY, DocumentKind.ACTION_PLAN)
    others = DocumentVersion.unscoped.to_submit(qa_round.review_id)
    names = [str(each.document) for each in others if each.document.kind not in bound]
    if names:
        yield f"Not bound in, to be sent beside it if the letter asks for them: {', '.join(names)}."


def _overridden(qa_round: Round) -> Iterator[str]:
    """A final copy is published, so what it was made in spite of stands on the page and not in it."""
    for finding in findings(Subject(qa_round, PackKind.FINAL)):
        if finding.override:
            yield f"Made although {finding.title}: {finding.override.reason}"


def _bytes(file: Enclosed) -> bytes:
    with file.stored.file.open("rb") as opened:
        return opened.read()
