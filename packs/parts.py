"""The sections of a pack: what each is called, what it holds, and which a person may leave out."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    code: str
    label: str
    holds: str
    is_needed: bool = False


PARTS = (
    Part("letter", "Covering letter", "A covering letter, written from the answers"),
    Part("glance", "Answers at a glance", "The answers at a glance"),
    Part(
        "answers",
        "You said, we did",
        "You said, we did: each area in the letter’s words, with the answer to it",
        is_needed=True,
    ),
    Part("not-revised", "Areas not revised, with reasons", "Areas not revised, with reasons"),
    Part("earlier", "Areas met in earlier rounds", "Areas that were met in earlier rounds"),
    Part("plan", "Action plan", "The action plan with ratings, their legend and the last updates"),
    Part(
        "panel",
        "The review panel (local)",
        "The review panel (local), with organisations and capacities",
    ),
    Part("duties", "Closing duties", "Closing duties"),
    Part("documents", "Documents", "Documents with checksums", is_needed=True),
    Part("sign-off", "Sign-off", "A place to sign", is_needed=True),
)
OVERRIDES = Part("overrides", "Made although", "What the pack was made in spite of")
MAY_BE_LEFT_OUT = tuple(part.code for part in PARTS if not part.is_needed)
