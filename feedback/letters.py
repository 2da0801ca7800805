"""The reading of a feedback letter: from its paragraphs to what they say. A person confirms it.

A letter is found among the e-mails around it (`frame`), and its body is divided (`parts`) into
opening, praise, outcome, announcement, areas for development, asks and thanks. Each fact is then read
from the part that states it: the head and opening (`header`, `addressee`), the outcome (`outcomes`),
the areas (`items`, `references`, `themes`) and the asks (`asks`). What is not said plainly stays open,
with a warning that says what to check. No database, no request.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from feedback.reading import addressee, header, subject
from feedback.reading.asks import Request, requests_in
from feedback.reading.found import Found, Lines
from feedback.reading.frame import Frame, find_letters
from feedback.reading.items import Item, items_from
from feedback.reading.outcomes import Outcome, decide
from feedback.reading.parts import Part, Piece, divide
from feedback.reading.text import LetterText, Paragraph
from reviews.workflow import PanelMode

__all__ = ["Item", "Letter", "Outcome", "PanelMode", "Request", "Warning", "read_letter"]

NOT_A_LETTER = "This does not look like a feedback letter from the Home Office QA Panel. Nothing was read from it."
TRACKED = "The letter has tracked changes. They were read as accepted; check the wording."
SEVERAL = "The file holds more than one feedback letter. The first one was read."
NO_ITEMS = "The outcome asks for changes, but no areas for development were found. Add them."
NO_MARK = "This area has no bullet or number in the letter. Check that it is an area of its own."
TWO_ASKS = "This area may hold two points. Split it if they need separate answers."


@dataclass(frozen=True, slots=True)
class Warning:
    """A sentence on what to check, and the paragraph that it is about."""

    text: str
    paragraph: int | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """What a letter says. `where` lists (kind, paragraph) for what is marked beside the letter."""

    letter_date: dt.date | None = None
    panel_date: dt.date | None = None
    panel_mode: str | None = None
    csp: str | None = None
    review_name: str | None = None
    addressee_name: str | None = None
    addressee_role: str | None = None
    addressee_organisation: str | None = None
    signatory_name: str | None = None
    signatory_role: str | None = None
    return_address: str | None = None
    outcome: Outcome = Outcome.OTHER
    strengths: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()
    requests: tuple[Request, ...] = ()
    warnings: tuple[Warning, ...] = ()
    where: tuple[tuple[str, int], ...] = ()


def read_letter(text: LetterText) -> Letter:
    """Propose a reading of a letter. What has not the form of one gives no fields and a warning."""
    frames = find_letters(text.paragraphs)
    general = (Warning(TRACKED),) if text.tracked else ()
    if not frames:
        return Letter(warnings=(*general, Warning(NOT_A_LETTER)))
    if len(frames) > 1:
        general = (*general, Warning(SEVERAL, frames[1].body.start))
    return _Reading(text.paragraphs, frames[0]).letter(general)


class _Reading:
    """One letter, and what was found in each part of it."""

    def __init__(self, paragraphs: Sequence[Paragraph], frame: Frame) -> None:
        self._paragraphs = paragraphs
        self._frame = frame
        self._pieces = divide([(at, paragraphs[at]) for at in frame.body])
        self._items = items_from(self._pieces)
        self._head, self._body, self._close = (
            self._lines(part) for part in (frame.head, frame.body, frame.close)
        )
        self._decision = decide(
            [(p.index, p.text) for p in self._pieces if not self._is_silent_on_outcome(p)],
            has_items=bool(self._items),
        )

    def letter(self, general: tuple[Warning, ...]) -> Letter:
        opening = [(p.index, p.text) for p in self._pieces if p.part not in _NOT_OPENING][:4]
        titles = [(p.index, p.text) for p in self._pieces if p.part is Part.HEADING][:2]
        date = header.letter_date(self._head, self._close)
        written = date.day
        panel = header.panel_date(opening, written)
        mode = header.panel_mode(opening, dated=panel.index is not None)
        csp = subject.csp(opening, [*self._head, *self._body])
        review = subject.review_name(opening, titles, self._head)
        signed, role = header.signatory(self._close)
        answer = header.return_address(self._asks(), self._head)
        sent_to = addressee.read_addressee(self._head, self._salutation(), str(csp.value or ""))
        found = (date, panel, csp, review, signed)
        return Letter(
            letter_date=written,
            panel_date=panel.day,
            panel_mode=mode.words,
            csp=csp.words,
            review_name=review.words,
            addressee_name=sent_to.name,
            addressee_role=sent_to.role,
            addressee_organisation=sent_to.organisation,
            signatory_name=signed.words,
            signatory_role=role.words,
            return_address=answer.words,
            outcome=self._decision.outcome,
            strengths=tuple(self._strengths()),
            items=self._items,
            requests=self._requests(),
            warnings=(*general, *self._warnings(found)),
            where=self._where(
                date, panel, signed if signed.index is not None else role, sent_to.indices
            ),
        )

    def _lines(self, part: range) -> Lines:
        return [(at, self._paragraphs[at].text) for at in part]

    def _salutation(self) -> str:
        at = self._frame.salutation
        return self._paragraphs[at].text if at is not None else ""

    def _asks(self) -> Lines:
        return [(p.index, p.text) for p in self._pieces if p.part not in _NOT_ASKS]

    def _is_silent_on_outcome(self, piece: Piece) -> bool:
        """Areas, praise and thanks decide nothing, and no more does the line on what the letter is about."""
        title = piece.part is Part.HEADING and piece is self._pieces[0]
        return title or piece.part in _NOT_OUTCOME

    def _strengths(self) -> Iterator[str]:
        for piece in self._pieces:
            if piece.part is Part.PRAISE:
                yield piece.text

    def _requests(self) -> tuple[Request, ...]:
        found: set[Request] = set()
        announced = False
        for piece in self._pieces:
            if piece.part in _NOT_ASKS:
                continue
            found.update(requests_in(piece.text, announced=announced and piece.part is Part.ASK))
            begins = piece.text.endswith(":") or piece.part is Part.HEADING
            announced = begins or (announced and bool(piece.paragraph.marker))
        return tuple(request for request in Request if request in found)

    def _warnings(self, found: Sequence[Found]) -> Iterator[Warning]:
        decision = self._decision
        if decision.doubt:
            yield Warning(decision.doubt, min(decision.found_in, default=None))
        for value in found:
            if value.doubt:
                yield Warning(value.doubt, value.index)
        if not self._items and decision.outcome in (
            Outcome.PUBLISH_AFTER_CHANGES,
            Outcome.RESUBMIT,
        ):
            yield Warning(NO_ITEMS)
        for item in self._items:
            if item.unmarked:
                yield Warning(NO_MARK, item.paragraphs[0])
            if item.split_at is not None:
                yield Warning(TWO_ASKS, item.paragraphs[0])

    def _where(
        self, date: Found, panel: Found, signed: Found, sent_to: tuple[int, ...]
    ) -> tuple[tuple[str, int], ...]:
        places = [
            *(("addressee", index) for index in sent_to),
            ("letter_date", date.index),
            ("panel_date", panel.index),
            *(
                (_MARKED[piece.part], piece.index)
                for piece in self._pieces
                if piece.part in _MARKED
            ),
            *(("outcome", index) for index in self._decision.found_in),
            ("signatory", signed.index),
        ]
        return tuple(dict.fromkeys((kind, index) for kind, index in places if index is not None))


_AREA = {Part.ITEM, Part.CHILD, Part.MORE, Part.LABEL}
_NOT_OPENING = {*_AREA, Part.HEADING, Part.STEM, Part.ASK, Part.THANKS}
_NOT_OUTCOME = {*_AREA, Part.PRAISE, Part.THANKS}
_NOT_ASKS = {*_AREA, Part.PRAISE, Part.OPENING, Part.STEM, Part.THANKS}
_MARKED = {Part.PRAISE: "praise", Part.ASK: "ask"}
