"""The checks before a pack is made. One function and one test make a new one."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import TextChoices

from access.verdict import YES, Verdict
from govuk.words import count
from packs.models import Override, PackKind
from packs.readiness.subject import Subject

BOTH = (PackKind.RESUBMISSION, PackKind.FINAL)


class Weight(TextChoices):
    BLOCKING = "blocking", "To be put right first"
    ADVISORY = "advisory", "Worth a look"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, and the page on which it is put right."""

    words: str
    href: str


Find = Callable[[Subject], Iterable[Fault]]


@dataclass(frozen=True, slots=True)
class Check:
    """`label` says how many faults there are: "area is not answered,areas are not answered"."""

    code: str
    weight: Weight
    label: str
    advice: str
    kinds: tuple[PackKind, ...]
    can_be_overridden: bool
    find: Find


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found. Somebody may have decided that the pack is made although it stands."""

    check: Check
    faults: tuple[Fault, ...]
    override: Override | None = None

    @property
    def title(self) -> str:
        return count(len(self.faults), self.check.label)

    @property
    def words(self) -> str:
        """All of it, as an override keeps it: when these change, the override holds no longer."""
        return "\n".join([self.title, *(fault.words for fault in self.faults)])

    @property
    def may_be_overridden(self) -> bool:
        return self.stands_against and self.check.can_be_overridden

    @property
    def token(self) -> str:
        """What a form sends of it, to show that a person has read these words and no others."""
        digest = hashlib.sha256(self.words.encode()).hexdigest()[:16]
        return f"{self.check.code}.{digest}"

    @property
    def stands_against(self) -> bool:
        return self.check.weight == Weight.BLOCKING and self.override is None


_CHECKS: dict[str, Check] = {}


def check(
    code: str,
    *,
    weight: Weight,
    label: str,
    advice: str,
    kinds: Sequence[PackKind] = BOTH,
    can_be_overridden: bool = True,
) -> Callable[[Find], Find]:
    """Register `find(subject)`, which yields a `Fault` for each thing that is wrong.

    It reads what `subject` has read already, so that twenty checks cost no more queries than one.
    """

    def register(find: Find) -> Find:
        if code in _CHECKS:
            raise ValueError(f"There is a check {code} already.")
        _CHECKS[code] = Check(code, weight, label, advice, tuple(kinds), can_be_overridden, find)
        return find

    return register


def findings(subject: Subject) -> list[Finding]:
    """What stands against a pack first, then what is worth a look, each in the order of the checks."""
    found = [
        Finding(each, faults, subject.overrides.get((each.code, _words(each, faults))))
        for each in _CHECKS.values()
        if subject.kind in each.kinds and (faults := tuple(each.find(subject)))
    ]
    return sorted(found, key=lambda finding: finding.check.weight != Weight.BLOCKING)


def nothing_stands_against(found: Iterable[Finding]) -> Verdict:
    """Whether a pack may be made as far as the checks go: put right, or made all the same for a reason."""
    against = [finding for finding in found if finding.stands_against]
    if not against:
        return YES
    can_be = any(finding.may_be_overridden for finding in against)
    return Verdict(
        f"{count(len(against), 'check stands,checks stand')} against making this. Put right what they say"
        f"{', or record why it is made all the same' if can_be else ' first'}."
    )


def _words(each: Check, faults: tuple[Fault, ...]) -> str:
    return Finding(each, faults).words


def codes() -> tuple[str, ...]:
    return tuple(_CHECKS)
