"""A rule's answer: yes, or no with the sentence that the person who asked should read."""

from dataclasses import dataclass


class Refused(Exception):
    """A rule said no. The message is fit to show to the person who asked."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """True, or false with a reason.

    One policy function serves three readers: the page (a button or the reason), the action
    (`.require()`), and the test (which asserts the sentence).
    """

    reason: str = ""

    def __bool__(self) -> bool:
        return not self.reason

    def require(self) -> None:
        """Raise `Refused` with the reason, unless this is a yes."""
        if self.reason:
            raise Refused(self.reason)


YES = Verdict()


def first_no(*verdicts: Verdict) -> Verdict:
    """The first refusal, so that a person reads one reason at a time; else yes."""
    return next((verdict for verdict in verdicts if not verdict), YES)
