"""The recommendations that the rows of a file stand under, and which of the plan's they are."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from actionplans.models import Recommendation
from actionplans.numbering import leading
from govuk.words import shortened
from intake.matching import is_near, plain
from intake.models import ImportedRow
from intake.standing import as_compared

UNNUMBERED = "{} no number in the file. {}."
TAKEN = (
    "In the file, number {} stands before two recommendations. “{}” is taken for another one, "
    "and gets number {}."
)
KEEPS = "Recommendation {} of the file is number {} here, in the same words. It keeps that number."
TWO_SCOPES = "The file gives recommendation {} more than one scope. The first one is taken: “{}”."
NEAREST = 5  # of those with one number or the same words: a file that numbers all alike stays quick


@dataclass(slots=True, eq=False)
class Group:
    """One recommendation of a file with its rows.

    `number`, `text` and `scope` are what the file says; `place` is the number that it has in the
    plan, or will have; `known` is the recommendation of the plan, None where it is a new one.
    """

    number: str = ""
    text: str = ""
    scope: str = ""
    place: str = ""
    known: Recommendation | None = None
    rows: list[ImportedRow] = field(default_factory=list)

    @property
    def under(self) -> Hashable:
        """What its rows and the actions of the plan are both known by."""
        return self.known.pk if self.known else self

    @property
    def first(self) -> ImportedRow | None:
        """The row that carries what is said of the recommendation itself."""
        return next((row for row in self.rows if not row.skipped), None)

    def is_meant(self, number: str, text: str) -> bool:
        """Whether a row belongs here: what it names of the two agrees with what is known so far."""
        if number and self.number:
            same = number.casefold() == self.number.casefold()
            return same and (not text or not self.text or _alike(text, self.text))
        return bool(text and self.text) and plain(text) == plain(self.text)

    def add(self, row: ImportedRow) -> None:
        self.rows.append(row)
        self.number = self.number or as_compared(row.number)
        self.text = self.text or row.recommendation
        if not row.skipped:
            self.scope = self.scope or row.scope


def groups_of(rows: Iterable[ImportedRow]) -> list[Group]:
    """The recommendations in the order of the file; a row that names none is in no group."""
    groups: list[Group] = []
    named: dict[Hashable, list[Group]] = defaultdict(list)
    for row in rows:
        number, text = as_compared(row.number), row.recommendation
        if not (number or text.strip()):
            continue
        near = (one for name in _names(number, text) for one in named[name][: -NEAREST - 1 : -1])
        group = next((one for one in near if one.is_meant(number, text)), None)
        if group is None:
            group = Group()
            groups.append(group)
        group.add(row)
        for name in _names(group.number, group.text):
            if group not in named[name]:
                named[name].append(group)
    return groups


def settle(groups: Sequence[Group], recommendations: Sequence[Recommendation]) -> None:
    """Find each among those of the plan: by number and words, by words, by number; number the others."""
    for key in (_number_and_words, _words, _number):
        taken = {group.known.pk for group in groups if group.known}
        waiting: dict[Hashable, deque[Recommendation]] = defaultdict(deque)
        for row in recommendations:
            if row.pk not in taken:
                waiting[key(row)].append(row)
        for group in groups:
            if group.known is None and key(group) and waiting.get(key(group)):
                group.known = waiting[key(group)].popleft()
    _give_places(groups, recommendations)


def warnings_of(groups: Sequence[Group]) -> list[str]:
    """What the file says of its recommendations that will not be so in the plan."""
    said = []
    brought = [group for group in groups if group.first]
    bare = [group.place for group in brought if not group.number and not group.known]
    if bare:
        have = "recommendation has" if len(bare) == 1 else "recommendations have"
        said.append(UNNUMBERED.format(f"{len(bare):,} {have}", _numbers(bare)))
    for group in brought:
        if group.number and group.number.casefold() != group.place.casefold():
            known = KEEPS.format(group.number, group.place)
            taken = TAKEN.format(group.number, _short(group.text), group.place)
            said.append(known if group.known else taken)
        scopes = {plain(row.scope) for row in group.rows if row.scope and not row.skipped}
        if len(scopes) > 1:
            said.append(TWO_SCOPES.format(group.place, _short(group.scope)))
    return said


def _number_and_words(one: Group | Recommendation) -> Hashable:
    return (_number(one), _words(one)) if one.number and one.text else ""


def _words(one: Group | Recommendation) -> Hashable:
    return plain(one.text)


def _number(one: Group | Recommendation) -> Hashable:
    return one.number.casefold()


def _give_places(groups: Sequence[Group], recommendations: Sequence[Recommendation]) -> None:
    """Each keeps its number unless another one has it; whoever has none comes after the last."""
    used = {row.number.casefold() for row in recommendations}
    without = []
    for group in groups:
        if group.known:
            group.place = group.known.number
        elif group.number and group.number.casefold() not in used:
            group.place = group.number
            used.add(group.number.casefold())
        else:
            without.append(group)
    last = max(map(leading, used), default=0)
    for after, group in enumerate(without, start=1):
        group.place = str(last + after)


def _names(number: str, text: str) -> Iterator[Hashable]:
    """What a recommendation can be found by, the surest first."""
    folded, words = number.casefold(), plain(text)
    if folded and words:
        yield folded, words
    if words:
        yield "words", words
    if folded:
        yield "number", folded


def _alike(one: str, other: str) -> bool:
    return plain(one) == plain(other) or is_near(one, other)


def _numbers(places: Sequence[str]) -> str:
    if len(places) == 1:
        return f"It gets number {places[0]}"
    between = "and" if len(places) == 2 else "to"
    return f"They get the numbers {places[0]} {between} {places[-1]}"


def _short(text: str) -> str:
    return shortened(as_compared(text), 60)
