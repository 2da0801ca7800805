"""The covering letter of a pack, written from the answers; a person may change it before it goes."""

from __future__ import annotations

from collections.abc import Iterator

from feedback.models import RevisionKind
from govuk.words import count
from packs.contents import Contents, spans

AREAS = "area for development,areas for development"


def covering_letter(contents: Contents) -> str:
    """Paragraphs with an empty line between them. Nobody is named: whoever signs adds that."""
    return "\n\n".join(_paragraphs(contents))


def _paragraphs(contents: Contents) -> Iterator[str]:
    said = dict(contents.details)
    yield "To the Home Office Quality Assurance Panel"
    yield f"{contents.kind}, reference {contents.reference}, round {contents.round}"
    yield (
        f"Thank you for the feedback letter dated {said.get('Date of the letter', '')}. This pack answers it."
        if said.get("Date of the letter", "Not stated") != "Not stated"
        else "Thank you for your feedback letter. This pack answers it."
    )
    yield _answers(contents)
    if contents.plan:
        yield (
            f"The action plan is included with its ratings and the latest updates: {contents.plan_summary}."
        )
    if contents.duties:
        yield "We note what the letter asks for at the end: " + "; ".join(contents.duties) + "."
    yield f"Yours sincerely,\n\n{said.get('Community Safety Partnership', '')}"


def _answers(contents: Contents) -> str:
    if not contents.total:
        return "The letter names no areas for development."
    said = [f"The letter names {count(contents.total, AREAS)}."]
    told = [
        (RevisionKind.REVISED, "The report was revised for {}."),
        (RevisionKind.PARTLY, "It was partly revised for {}, with reasons."),
        (RevisionKind.NOT_REVISED, "It was not revised for {}; the reasons are given."),
    ]
    for kind, words in told:
        numbers = [answer.number for answer in contents.answers if answer.kind == kind]
        if numbers:
            said.append(words.format(_areas(numbers)))
    if contents.unanswered:
        said.append(contents.notice)
    return " ".join(said)


def _areas(numbers: list[int]) -> str:
    return f"area {numbers[0]}" if len(numbers) == 1 else f"areas {spans(numbers)}"
