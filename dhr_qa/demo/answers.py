"""What the partnerships of the demonstration answered to each area for development, and who."""

from __future__ import annotations

from dataclasses import dataclass

from feedback.models import RevisionKind

REVISED, PARTLY, NOT_REVISED = RevisionKind.REVISED, RevisionKind.PARTLY, RevisionKind.NOT_REVISED


@dataclass(frozen=True, slots=True)
class Said:
    """One revision; `evidence` are names of files in `evidence.FILES`.

    `by` is a key of the cast, or "manager" for the partnership's manager.
    """

    kind: RevisionKind = REVISED
    where: str = ""
    summary: str = ""
    reason: str = ""
    before: str = ""
    after: str = ""
    evidence: tuple[str, ...] = ()
    by: str = "chloe"


@dataclass(frozen=True, slots=True)
class Thread:
    """What happened to one area: whom it was given to, what was discussed, and each revision in turn."""

    assigned: tuple[str, ...] = ()
    discussed: tuple[tuple[str, str], ...] = ()
    revisions: tuple[Said, ...] = ()


SIAN: dict[int, Thread] = {
    1: Thread(
        assigned=("chloe",),
        discussed=(
            (
                "alice",
                "Adult social care have found the record of a call in May. Shall I send it on?",
            ),
            ("chloe", "Yes please. It belongs at 4.7, with what came of it."),
        ),
        revisions=(
            Said(
                PARTLY,
                "4.3 to 4.6",
                "We say that Siân was known to be a carer, and that no carer’s assessment is recorded.",
                reason="Adult social care were still looking through their records.",
                by="alice",
            ),
            Said(
                where="4.3 to 4.9 and 6.12",
                summary=(
                    "A new section follows each contact at which a carer’s assessment could have been "
                    "offered. 6.12 considers why it was not, and what each service has changed."
                ),
                before="Siân cared for her son for eleven years and coped well.",
                after=(
                    "Siân cared for her son for eleven years. She told the surgery twice that she was "
                    "worn out. Nobody offered her a carer’s assessment, to which she had a right."
                ),
                evidence=("Record of the call in May.txt",),
            ),
        ),
    ),
    2: Thread(
        assigned=("chloe",),
        revisions=(
            Said(
                where="5.2 and 5.3",
                summary=(
                    "The sentence is gone. The new one says what was offered, in which language and "
                    "where, and what Siân’s sister believes held her back."
                ),
                before="Siân refused to engage with the service on three occasions.",
                after=(
                    "The service telephoned Siân three times, in English, while her son was at home. "
                    "She said each time that she could not talk."
                ),
            ),
        ),
    ),
    3: Thread(
        assigned=("alice", "chloe"),
        discussed=(
            ("chloe", "I can write about her age and her income. The interpreter is harder."),
            ("alice", "I asked all four services. None kept a note of it."),
        ),
        revisions=(
            Said(
                PARTLY,
                "7.4 to 7.11",
                "Age, eyesight, language and income are each considered for what they meant to Siân.",
                reason=(
                    "No service recorded whether an interpreter was offered, so the report can only "
                    "say that it is not known."
                ),
            ),
        ),
    ),
    4: Thread(
        assigned=("alice",),
        revisions=(
            Said(
                where="1.9 and Appendix 3",
                summary=(
                    "The report now explains that the local service had closed. A specialist service "
                    "from the next county read the revised report, and its comments are taken in."
                ),
                evidence=("Comments of the specialist service.docx",),
                by="alice",
            ),
        ),
    ),
    5: Thread(
        revisions=(
            Said(
                where="Chapter 9",
                summary=(
                    "Each recommendation names the finding that it follows from. Recommendation 3 has a "
                    "lead agency, and recommendation 4, for the housing association, is new."
                ),
                before="Agencies should work together better.",
                after=(
                    "The housing association should agree with the surgery how a worry about a tenant "
                    "who is a carer is passed on, and by whom."
                ),
            ),
        ),
    ),
    6: Thread(
        assigned=("alice",),
        revisions=(
            Said(
                where="Action plan",
                summary="Every action has a target date, a rating with its reason, and dated updates.",
                evidence=("Action plan as the board saw it.csv",),
                by="alice",
            ),
        ),
    ),
    7: Thread(
        discussed=(("alice", "Siân’s sister would like it left whole. I think we should say so."),),
        revisions=(
            Said(
                NOT_REVISED,
                reason=(
                    "Siân’s sister asked that the chronology stay as it is, since she had never before "
                    "seen the whole of it in one place. We have moved it to an appendix."
                ),
                by="alice",
            ),
        ),
    ),
    8: Thread(
        revisions=(
            Said(
                where="2.4 and page 29",
                summary="The name is replaced by the pseudonym, and the street is no longer described.",
                by="alice",
            ),
            Said(
                where="2.4, page 29 and Appendix 1",
                summary=(
                    "As before. The same name was found in the file properties of Appendix 1, and has "
                    "been taken out there too."
                ),
                by="alice",
            ),
        ),
    ),
    9: Thread(
        revisions=(
            Said(
                where="Executive summary",
                summary="Proofread by somebody who had not seen it before. The final terms are quoted.",
                before="The draft terms of reference are at Appendix A.",
                after="The terms of reference, as agreed with the family, are set out below.",
            ),
        ),
    ),
}

JUNIPER: dict[int, Thread] = {
    1: Thread(
        assigned=("chloe",),
        discussed=(("chloe", "The pharmacist has agreed to speak to me on Thursday."),),
    ),
    2: Thread(
        assigned=("chloe",),
        revisions=(
            Said(
                where="5.6 to 5.10",
                summary=(
                    "A section on economic abuse brings together the loan, the bank card and the "
                    "allotment rent."
                ),
                before="Juniper was often short of money.",
                after=(
                    "Juniper’s bank card was kept from her, and a loan was taken out in her name. This "
                    "is economic abuse."
                ),
            ),
        ),
    ),
    3: Thread(
        revisions=(
            Said(
                where="2.6 and 2.9",
                summary="The visit was in April, not in March. Both paragraphs now agree.",
                evidence=("Visit dates from the trust.csv",),
                by="alice",
            ),
        ),
    ),
    4: Thread(
        revisions=(
            Said(
                PARTLY,
                "4.11",
                "“Arguments” is replaced throughout by what was done and by whom.",
                reason="A quotation from a neighbour keeps the word, since it is what was said.",
            ),
        ),
    ),
    5: Thread(
        assigned=("alice",),
        discussed=(
            ("alice", "The first letter to him did offer an advocate. I am looking for a copy."),
        ),
    ),
}

ANAIS_AND_THEO: dict[int, Thread] = {
    1: Thread(
        revisions=(
            Said(
                where="Executive summary",
                summary="The terms of reference and all three recommendations are given in full.",
                by="alice",
            ),
        ),
    ),
    2: Thread(
        revisions=(
            Said(
                where="6.3 to 6.8",
                summary=(
                    "A section is given to the children: what they saw, what they told their teacher, "
                    "and what was done about it."
                ),
                before="The children were not present.",
                after=(
                    "The children were asleep upstairs on the night itself. They had told their teacher "
                    "in the autumn that the house was loud."
                ),
                by="alice",
            ),
        ),
    ),
    3: Thread(
        revisions=(
            Said(
                where="Appendix B",
                summary="Every acronym is written out where it first stands, and MARAC is explained.",
                by="alice",
            ),
        ),
    ),
    4: Thread(
        revisions=(
            Said(
                where="3.1, 6.1 and 8.4",
                summary="“Trigger” is gone. The report speaks of the risk that he posed once she left.",
                before="The separation was the trigger for the homicide.",
                after="He killed Anaïs after she had left him, as he had told a friend that he would.",
                by="alice",
            ),
        ),
    ),
}

MARGED: dict[int, Thread] = {
    1: Thread(
        revisions=(
            Said(
                where="Chapter 6",
                summary=(
                    "Rewritten around four questions. Under each stand what an agency knew, what it "
                    "did, and what it could have done."
                ),
            ),
        ),
    ),
    2: Thread(
        revisions=(
            Said(
                where="4.8 to 4.10",
                summary="We asked a service for deaf people to read the chapter, and used its advice.",
                evidence=("Advice on access for deaf people.txt",),
            ),
        ),
    ),
    3: Thread(
        revisions=(
            Said(
                where="Recommendations 1 and 2",
                summary="Both now say by when, how many, and who will look.",
                before="Staff should be more aware of domestic abuse.",
                after="By the end of the year, nine in ten housing officers have done the two-day course.",
            ),
        ),
    ),
    4: Thread(
        revisions=(
            Said(
                where="1.6",
                summary="The chair’s earlier posts are listed. None was with an agency of this review.",
            ),
        ),
    ),
    5: Thread(
        revisions=(
            Said(
                PARTLY,
                "3.15 and 3.16",
                "The last appointment is given, and that he did not come to it.",
                reason="The drug service has closed, and its later records could not be found.",
                by="alice",
            ),
        ),
    ),
}
