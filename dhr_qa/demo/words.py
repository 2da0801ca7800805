"""The letters, answers and plans of the stories that go through the whole cycle; nobody in them exists."""

from __future__ import annotations

from dhr_qa.demo.answers import PARTLY, Said, Thread
from dhr_qa.demo.letters import CHANGES, CLOSING, NEWER_CLOSING, PUBLISH, RESUBMIT, Ask, LetterWords
from dhr_qa.demo.plans import BLUE, GREEN, Act, Done, Rec, Told

PRAISE = ("The QA Panel found the report fair, and thanked the family for their part in it.",)

TEGWEN_FIRST = LetterWords(
    praise=("The QA Panel was moved by the pages that Tegwen’s daughter wrote.",),
    outcome=RESUBMIT,
    asks=(
        Ask("The chronology stops in the spring, six weeks before the death. Please complete it."),
        Ask(
            "The equality section does not consider that Tegwen had come to the county alone and had "
            "no settled status (3.8)."
        ),
        Ask(
            "The report does not say what Tegwen’s colleagues at the nursery were asked, though they "
            "saw her every day (5.3)."
        ),
        Ask("Recommendation 2 has no lead agency."),
    ),
    closing=NEWER_CLOSING,
)
TEGWEN_SECOND = LetterWords(
    praise=("The QA Panel saw how much work has gone into the report since it was first read.",),
    outcome=RESUBMIT,
    asks=(
        Ask(
            "Point 3: the colleagues at the nursery are now quoted at 5.3, but the report does not "
            "say what they would have needed in order to help her."
        ),
        Ask("The new chapter on status gives the name of a solicitor. Please take it out (3.9)."),
    ),
    closing=NEWER_CLOSING,
)
TEGWEN_THIRD = LetterWords(
    praise=("The QA Panel is grateful for the patience of everybody who worked on this review.",),
    outcome=CHANGES,
    asks=(
        Ask(
            "Point 1: what the colleagues at the nursery would have needed is set out at 5.4. Please "
            "carry it into a recommendation, so that it is not lost."
        ),
        Ask("The date on the front page of the executive summary is that of the first draft."),
    ),
    closing=NEWER_CLOSING,
)
TEGWEN_ANSWERS: tuple[dict[int, Thread], ...] = (
    {
        1: Thread(
            revisions=(
                Said(
                    where="Chapter 4",
                    summary="The last six weeks are told, from the records of three agencies.",
                    before="Little is known of the weeks before the death.",
                    after="In the last six weeks Tegwen was seen nine times by three agencies.",
                    by="manager",
                ),
            )
        ),
        2: Thread(
            revisions=(
                Said(
                    where="3.8 and 3.9",
                    summary="A new section considers what it meant to be here without settled status.",
                    by="manager",
                ),
            )
        ),
        3: Thread(
            revisions=(
                Said(
                    PARTLY,
                    "5.3",
                    "Two colleagues have been interviewed and are quoted.",
                    reason="The nursery has changed hands, and others could not be found.",
                    before="Her colleagues had no concerns.",
                    after="“She went quiet in March”, said a colleague. “I did not know whom to tell.”",
                    by="manager",
                ),
            )
        ),
        4: Thread(
            revisions=(
                Said(where="8.2", summary="Eastmere Council leads it, and knows.", by="manager"),
            )
        ),
    },
    {
        1: Thread(
            discussed=(("alice", "The former owner has written back. She will meet the chair."),),
            revisions=(
                Said(
                    where="5.3 and 5.4",
                    summary=(
                        "A third colleague and the former owner were asked. 5.4 says what would have "
                        "helped: a name to ring, and leave to ring it."
                    ),
                    after="Each of them said that one telephone number on the wall would have done.",
                    by="manager",
                ),
            ),
        ),
        2: Thread(revisions=(Said(where="3.9", summary="The name is taken out.", by="manager"),)),
    },
    {
        1: Thread(
            assigned=("alice",),
            revisions=(
                Said(
                    PARTLY,
                    "8.5",
                    "A recommendation for employers is drafted.",
                    reason="The chamber of commerce has yet to say whether it will lead it.",
                    by="manager",
                ),
            ),
        ),
    },
)
TEGWEN_PLAN = (
    Rec(
        "People who are new to the county should be told where help is, whatever their status.",
        "Local",
        (
            Act(
                "Put a card with three numbers into every welcome pack.",
                "Eastmere Council",
                "Words agreed; translated; handed out.",
                target=40,
                told=(Told(32, "Translated into six languages.", GREEN, "In time."),),
            ),
        ),
    ),
)

INES_LETTER = LetterWords(
    praise=PRAISE,
    outcome=CHANGES,
    asks=(
        Ask("Please say at 2.3 how the terms of reference came to be changed."),
        Ask("The glossary leaves out two of the abbreviations that Chapter 6 uses."),
    ),
    closing=CLOSING,
)
INES_ANSWERS = {
    number: Thread(revisions=(Said(where=where, summary=summary, by="manager"),))
    for number, where, summary in (
        (1, "2.3", "A sentence says that the family asked for it, and why the panel agreed."),
        (2, "Glossary", "Both are added."),
    )
}
INES_PLAN = (
    Rec(
        "Night workers should be able to see somebody about their safety outside office hours.",
        "Local",
        (
            Act(
                "Open the advice centre on two evenings a week.",
                "Kestrel Vale Council",
                "Staff found; opened; visits counted.",
                target=-120,
                told=(
                    Told(290, "Staff have been found.", GREEN, "In time."),
                    Told(122, "Open on Tuesdays and Thursdays.", BLUE, "Open."),
                ),
                done=Done(122, "63 people came in the first quarter."),
            ),
            Act(
                "Ask night workers what hours they would use.",
                "Kestrel Vale Public Health",
                "Questions; answers; shared with employers.",
                target=55,
                told=(Told(20, "140 answers so far.", GREEN, "As planned."),),
            ),
        ),
    ),
)

SOLVEIG_LETTER = LetterWords(praise=PRAISE, outcome=PUBLISH, asks=(), closing=CLOSING)
SOLVEIG_PLAN = (
    Rec(
        "Surgeries should ask about safety at home when somebody asks for help to sleep.",
        "Local",
        (
            Act(
                "Add the question to the template that surgeries use.",
                "Northbrook Health Trust",
                "Question agreed; added; looked at after a year.",
                target=-400,
                told=(
                    Told(700, "The question is agreed.", GREEN, "In time."),
                    Told(
                        210, "Looked at after a year: asked in four cases of five.", BLUE, "Done."
                    ),
                ),
                done=Done(210, "The question is asked, and 26 people have been helped."),
            ),
        ),
    ),
)

ELUNED_LETTER = LetterWords(
    praise=PRAISE,
    outcome=CHANGES,
    asks=(
        Ask("Please say what the coastguard passed on, and to whom (4.4)."),
        Ask("The report names the village in paragraph 1.2. Please leave it out."),
    ),
    closing=NEWER_CLOSING,
    virtual=True,
)

USUAL = (
    Rec(
        "Agencies should agree how a worry is passed on, and who rings back.",
        "Local",
        (
            Act(
                "Write down on one page who is rung about what.",
                "The partnership",
                "Draft; agreed; practised.",
            ),
        ),
    ),
)
