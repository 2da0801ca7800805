"""Whether the files that are handed over are there, can be read by everyone, and give nobody away."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings

from documents.guards import add_page, documents_page
from documents.models import REQUIRED, DocumentKind, DocumentVersion
from govuk.words import count, day, file_size
from packs.models import LOOKED_AT, PackKind
from packs.readiness.registry import Fault, Weight, check
from packs.readiness.subject import Subject
from printing.looking import Lock
from reviews.files import PDF

IN_FINAL_COPY = (DocumentKind.OVERVIEW_REPORT, DocumentKind.EXECUTIVE_SUMMARY)
Said = Callable[[dict[str, Any]], str]
"""What is wrong with a file, from what was found in it; "" when nothing is."""


def _at(version: DocumentVersion) -> str:
    return version.document.get_absolute_url()


def _looked_at(subject: Subject, said: Said) -> Iterator[Fault]:
    for version in subject.versions:
        look = subject.looks.get(version.file_id)
        if look and look.facts and (words := said(look.facts)):
            yield Fault(f"{version}: {words}", _at(version))


@check(
    "document_missing",
    weight=Weight.BLOCKING,
    label="document is missing,documents are missing",
    advice="Add what is missing to the documents of the review.",
)
def document_missing(subject: Subject) -> Iterator[Fault]:
    there = {version.document.kind for version in subject.versions}
    needed = IN_FINAL_COPY if subject.kind == PackKind.FINAL else REQUIRED
    for kind in needed:
        if kind not in there:
            yield Fault(f"The {kind.label.lower()}", add_page(subject.review.pk, kind))


@check(
    "lost",
    weight=Weight.BLOCKING,
    label="file is no longer in storage,files are no longer in storage",
    advice="Add each file again as a newer version, and tell the people who run the service.",
    can_be_overridden=False,
)
def lost(subject: Subject) -> Iterator[Fault]:
    for version in subject.versions:
        if not version.is_in_storage:
            yield Fault(f"{version} ({version.file.name})", _at(version))


@check(
    "not_a_pdf",
    weight=Weight.BLOCKING,
    label="document is not a PDF,documents are not PDFs",
    advice="The final copy is one PDF. Save each document as a PDF, tagged for accessibility, and add that as a newer version.",
    kinds=[PackKind.FINAL],
    can_be_overridden=False,
)
def not_a_pdf(subject: Subject) -> Iterator[Fault]:
    for version in subject.versions:
        if version.document.kind in IN_FINAL_COPY and (
            version.file.content_type != PDF.content_type
        ):
            yield Fault(f"{version} ({version.file.name})", _at(version))


@check(
    "protected",
    weight=Weight.BLOCKING,
    label="PDF is protected against changes,PDFs are protected against changes",
    advice="A protected PDF cannot be bound into the final copy. Save a copy without protection, and add that as a newer version.",
    kinds=[PackKind.FINAL],
    can_be_overridden=False,
)
def protected(subject: Subject) -> Iterator[Fault]:
    for version in subject.versions:
        look = subject.looks.get(version.file_id)
        facts = look.facts if look else None
        if (
            version.document.kind in IN_FINAL_COPY
            and facts
            and facts.get("lock") == Lock.RESTRICTED
        ):
            yield Fault(str(version), _at(version))


@check(
    "older_than_the_answers",
    weight=Weight.ADVISORY,
    label="document is older than the last answer,documents are older than the last answer",
    advice="Where an answer changed the document, add its newer version.",
)
def older_than_the_answers(subject: Subject) -> Iterator[Fault]:
    last = max((answer.at for answer in subject.answers), default=None)
    for version in subject.versions:
        if last and version.document.kind in IN_FINAL_COPY and version.at < last:
            words = f"{version}, added {day(version.at)}; the last answer is of {day(last)}"
            yield Fault(words, _at(version))


@check(
    "letter_not_a_file",
    weight=Weight.ADVISORY,
    label="feedback letter is not held as a file,feedback letters are not held as files",
    advice="It was pasted as text, so the final copy annexes its words, set anew. If you have its PDF, send that beside it.",
)
def letter_not_a_file(subject: Subject) -> Iterator[Fault]:
    if subject.letter and subject.letter.file is None:
        yield Fault(str(subject.letter), subject.letter.get_absolute_url())


@check(
    "too_large",
    weight=Weight.ADVISORY,
    label="set of documents is larger than an e-mail takes,sets of documents are larger than an e-mail takes",
    advice="Make the pictures smaller, or send the documents in several messages.",
)
def too_large(subject: Subject) -> Iterator[Fault]:
    limit = settings.PACK_LIMIT_MB * 1024 * 1024
    total = sum(version.file.size for version in subject.versions)
    if total > limit:
        words = f"{file_size(total)} together; the limit is {settings.PACK_LIMIT_MB} MB"
        yield Fault(words, documents_page(subject.round))


@check(
    "unreadable",
    weight=Weight.BLOCKING,
    label="document cannot be opened,documents cannot be opened",
    advice="Open each on your computer, save it again without a password, and add that as a newer version.",
)
def unreadable(subject: Subject) -> Iterator[Fault]:
    return _looked_at(subject, _unreadable)


def _unreadable(facts: dict[str, Any]) -> str:
    if facts.get("lock") == Lock.PASSWORD or facts.get("encrypted"):
        return "it has a password"
    return "it is damaged" if facts["unreadable"] else ""


@check(
    "changes_left",
    weight=Weight.BLOCKING,
    label="document holds comments or tracked changes,documents hold comments or tracked changes",
    advice="Accept or reject the changes and delete the comments, then add that as a newer version.",
)
def changes_left(subject: Subject) -> Iterator[Fault]:
    return _looked_at(subject, _changes_left)


def _changes_left(facts: dict[str, Any]) -> str:
    changes = sum(facts.get(name, 0) for name in TRACKED)
    comments = facts.get("comments", 0)
    if not isinstance(comments, int):
        comments = sum(kind["number"] for kind in comments)
    said = [
        count(number, words)
        for number, words in (
            (changes, "tracked change,tracked changes"),
            (comments, "comment,comments"),
        )
        if number
    ]
    return " and ".join(said)


TRACKED = ("insertions", "deletions", "moves", "format_changes")


@check(
    "names_in_properties",
    weight=Weight.BLOCKING,
    label="document names people in its properties,documents name people in their properties",
    advice="Remove the author’s and editors’ names (in Word: File, Info, Inspect Document), then add that as a newer version.",
)
def names_in_properties(subject: Subject) -> Iterator[Fault]:
    return _looked_at(subject, _people)


def _people(facts: dict[str, Any]) -> str:
    """The kind of property and not the name: this is read aloud in meetings."""
    return ", ".join(dict.fromkeys(named["where"] for named in facts.get("people", ())))


@check(
    "not_tagged",
    weight=Weight.ADVISORY,
    label="PDF is not accessible,PDFs are not accessible",
    advice="A screen reader cannot follow these pages. Save the document again from Word with “Document structure tags for accessibility”.",
)
def not_tagged(subject: Subject) -> Iterator[Fault]:
    return _looked_at(subject, _not_accessible)


def _not_accessible(facts: dict[str, Any]) -> str:
    if "pages" not in facts or facts["unreadable"] or not facts["pages_read"]:
        return ""
    if 2 * facts["pages_scanned"] > facts["pages_read"]:
        return "it is a scan; its pages are pictures without text"
    return "" if facts["tagged"] else "it has no tags"


@check(
    "moving_parts",
    weight=Weight.ADVISORY,
    label="PDF holds more than pages,PDFs hold more than pages",
    advice="Forms, scripts and attachments are taken out of a final copy. If they matter, send them apart.",
)
def moving_parts(subject: Subject) -> Iterator[Fault]:
    return _looked_at(subject, _moving_parts)


def _moving_parts(facts: dict[str, Any]) -> str:
    found = (
        (facts.get("form_fields", 0) or facts.get("has_xfa"), "a form"),
        (facts.get("scripts", 0) or facts.get("launches", 0), "scripts"),
        (len(facts.get("attachments", ())), "attachments"),
    )
    return ", ".join(words for there, words in found if there)


@check(
    "not_looked_at",
    weight=Weight.ADVISORY,
    label="document has not been looked at yet,documents have not been looked at yet",
    advice="The service is looking into each. Open this page again in a moment. If this stays, open the document on your computer, save it again, and add that as a newer version.",
)
def not_looked_at(subject: Subject) -> Iterator[Fault]:
    for version in subject.versions:
        if version.file_id not in subject.looks and version.file.content_type in LOOKED_AT:
            yield Fault(str(version), _at(version))
