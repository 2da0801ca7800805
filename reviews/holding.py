"""How the service says what a file holds beside its words, which it keeps but has not looked into."""

from __future__ import annotations

from collections.abc import Iterable

from govuk.words import shortened
from reviews.inside.found import Holds

WORDS = {
    Holds.FILES: "other files inside it",
    Holds.LINKED: "pictures or text that it fetches from another place",
    Holds.DATA: "data that it fetches from another place",
    Holds.TEMPLATE: "a template that it fetches from a shared drive",
    Holds.OTHER_FILES: "links to other files",
    Holds.MEDIA: "sound or film",
}
NOT_LOOKED_INTO = "The service has not looked into that."


def held_words(holds: Iterable[str] | None) -> str:
    """One sentence fragment, such as "other files inside it, and links to other files"; "" for nothing."""
    words = [WORDS[Holds(code)] for code in holds or ()]
    return ", and ".join([", ".join(words[:-1]), words[-1]] if words[1:] else words)


def told_once(name: str, holds: Iterable[str]) -> str:
    """What whoever sent a file reads when it has been kept."""
    return (
        f"“{shortened(name, 60)}” is kept. It holds {held_words(holds)}. {NOT_LOOKED_INTO} "
        "Make sure that whoever reads it should have that as well."
    )
