"""What a resubmission pack says: one frozen value, and what follows from it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import groupby

from actionplans.ratings import DEFAULT
from documents.models import Capacity
from feedback.models import RevisionKind
from feedback.presenters import answer_words
from govuk.words import shortened
from packs.parts import OVERRIDES, PARTS, Part
from packs.plan import PlanFigures, PlanRow
from printing.manifests import Entry, Manifest
from reviews.presenters import PanelRow

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
    """A file that the pack speaks of; the SHA-256 tells whether a copy is the same file.

    `where` is its name among those that go along with the pack, "" when it does not.
    """

    name: str
    kind: str
    size: int
    sha256: str
    kept_at: dt.datetime
    version: str = ""
    where: str = ""

    @property
    def entry(self) -> Entry:
        return Entry(self.name, self.kind, self.version, self.sha256, self.size, self.where)


@dataclass(frozen=True, slots=True)
class Signed:
    """A line of the sign-off; without a name it is left free for a pen."""

    capacity: str
    name: str = ""
    on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Settled:
    """An area that the QA Panel found to be met in an earlier round, with the answer that it had then."""

    round: int
    number: int
    text: str
    where: str = ""
    summary: str = ""
    note: str = ""


NOBODY_SIGNED = tuple(Signed(str(capacity.label)) for capacity in Capacity)


@dataclass(frozen=True, slots=True)
class Contents(PlanFigures):
    """A whole pack, ready to be set. `details` are the rows of its cover.

    `letter` is the covering letter, paragraph by paragraph; `overrides` are (what stood against the
    pack, why it was made all the same); `left_out` the codes of sections that it goes without.
    `audit_head` is where the event log ended when it was made.
    """

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
    letter: str = ""
    earlier: tuple[Settled, ...] = ()
    overrides: tuple[tuple[str, str], ...] = ()
    left_out: frozenset[str] = frozenset()
    audit_head: str = ""
    signed: tuple[Signed, ...] = NOBODY_SIGNED
    words: Mapping[str, str] = field(default_factory=lambda: DEFAULT)

    @property
    def title(self) -> str:
        return f"Resubmission pack, round {self.round}: {self.review} ({self.reference})"

    @property
    def parts(self) -> tuple[Part, ...]:
        """The sections that it holds: those that were not left out and have something to say."""
        empty = {"letter": not self.letter, "earlier": not self.earlier}
        held = [p for p in PARTS if p.code not in self.left_out and not empty.get(p.code)]
        if self.overrides:
            held.insert(len(held) - 1, OVERRIDES)
        return tuple(held)

    @property
    def codes(self) -> frozenset[str]:
        return frozenset(part.code for part in self.parts)

    @property
    def letter_paragraphs(self) -> tuple[str, ...]:
        return tuple(part.strip() for part in self.letter.split("\n\n") if part.strip())

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
    def manifest(self) -> Manifest:
        """What the pack was made of, for whoever asks later what was sent."""
        return Manifest(
            made_at=self.made_at,
            title=self.title,
            audit_head=self.audit_head,
            files=tuple(document.entry for document in self.documents),
        )


def spans(numbers: Iterable[int]) -> str:
    """Rising numbers in words: "1, 3 to 5 and 9"."""
    runs = groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0])
    parts = [part for _, run in runs for part in _span([number for _, number in run])]
    return " and ".join(filter(None, (", ".join(parts[:-1]), parts[-1])))


def _span(run: list[int]) -> list[str]:
    return [f"{run[0]} to {run[-1]}"] if len(run) > 2 else [str(number) for number in run]
