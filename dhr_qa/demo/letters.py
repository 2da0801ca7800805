"""Invented feedback letters for the demonstration: nobody in them exists."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from dataclasses import dataclass

from docx import Document


@dataclass(frozen=True, slots=True)
class Ask:
    """One area for development as the letter words it, with its sub-points where it has any."""

    text: str
    points: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LetterWords:
    """What one invented letter says, and the `mark` before each of its areas when it is plain text."""

    praise: tuple[str, ...]
    outcome: str
    asks: tuple[Ask, ...]
    closing: str
    heading: str = "Areas for final development:"
    mark: str = "-"
    virtual: bool = False


@dataclass(frozen=True, slots=True)
class Sending:
    """Whom a letter goes to, about which review, and when."""

    review: str
    kind: str
    csp: str
    to: str
    role: str
    address: tuple[str, ...]
    sent: dt.date
    panel: dt.date
    again: bool = False


PUBLISH = (
    "The Panel has no further comments. The Home Office is content that the review may be published "
    "as it stands."
)
CHANGES = (
    "The Panel felt that some parts of the report would be stronger for further work. The Home "
    "Office is content that, once these changes are made, the review may be published."
)
RESUBMIT = (
    "The QA Panel concluded that the report needs further work before it can be published. Please "
    "revise the report and submit it again, so that the Panel can consider it."
)
UNDECIDED = (
    "You asked that the report should not be published, for the sake of the children. The Panel "
    "understood the reasons and could not agree on a view, and asks the partnership to discuss the "
    "matter again with the family before anything is settled."
)
CLOSING = (
    "When the report is final, please send us a digital copy with all of its appendices, and the "
    "weblink to the page on which it will be published. Please publish this letter beside the report."
)
NEWER_CLOSING = (
    "Please send the report, the executive summary and the action plan as one PDF, with this letter "
    "annexed to the report and the action plan annexed with its updates. Please send us the weblink "
    "too, and a copy of the report to the Domestic Abuse Commissioner."
)

SIAN = LetterWords(
    praise=(
        (
            "The QA Panel thought this a humane report, in which Siân’s voice can be heard. Her sister’s "
            "account of the choir that they sang in together was especially moving."
        ),
    ),
    outcome=RESUBMIT,
    asks=(
        Ask(
            "The report describes the care that Siân gave to her son, but does not ask what help she "
            "was offered as a carer (4.3 to 4.6)."
        ),
        Ask(
            "Paragraph 5.2 says that Siân refused to engage. Please look at this wording again, and "
            "consider what stood in the way of her accepting help."
        ),
        Ask(
            "The equality section names the protected characteristics without saying what they meant "
            "for Siân. It should consider:",
            (
                "her age and her failing eyesight",
                "Welsh as her first language, and whether any service offered an interpreter",
                "what being a carer did to her own income",
            ),
        ),
        Ask(
            "The review panel did not include a specialist domestic abuse service, and the report "
            "does not say why (1.9)."
        ),
        Ask(
            "The recommendations do not all follow from the findings. Recommendation 3 has no lead "
            "agency, and nothing is asked of the housing association."
        ),
        Ask("The action plan cannot be followed, since no action in it is rated or dated."),
        Ask("The chronology runs to 31 pages and repeats the narrative. It could be shortened."),
        Ask(
            "A first name that is not a pseudonym has been left in on page 27, and the street can be "
            "worked out from paragraph 2.4."
        ),
        Ask(
            "The executive summary still refers to the draft terms of reference. Please proofread it."
        ),
    ),
    closing=NEWER_CLOSING,
    heading="Areas for development",
)

JUNIPER = LetterWords(
    praise=(
        (
            "The QA Panel found this a thoughtful review which keeps Juniper in view throughout. The pages "
            "on the allotment society were good to read."
        ),
    ),
    outcome=CHANGES,
    asks=(
        Ask(
            "The pharmacist who spoke to Juniper in March is mentioned only once (3.4.2). The Panel "
            "would like to know what was asked, and what was written down."
        ),
        Ask(
            "Economic abuse runs through the chronology yet is not named in the analysis. Section 5 "
            "should consider it. It would also help to add a recommendation for the benefits team."
        ),
        Ask("Please check the dates at 2.6 and 2.9, which cannot both be right."),
        Ask(
            "Coercive control is described at 4.11 as arguments between the couple. The Panel would "
            "like the wording to be looked at again."
        ),
        Ask("It is not clear whether Juniper’s brother was offered an advocate."),
        Ask(
            "The action plan lists four actions, but it does not tell the reader how any of them is "
            "going."
        ),
    ),
    closing=CLOSING,
)

ANAIS_AND_THEO = LetterWords(
    praise=(
        (
            "The QA Panel found the report clear and kind, and wished to thank the chair for the pen "
            "portraits with which it opens."
        ),
        "The Panel noted that both families were able to read the report and to comment on it.",
    ),
    outcome=CHANGES,
    asks=(
        Ask(
            "The executive summary should stand on its own. It needs the terms of reference and the "
            "recommendations in full."
        ),
        Ask(
            "The school held information about the children that the report uses only at 6.3. The "
            "analysis would benefit from saying what the children saw and heard."
        ),
        Ask("Please explain the acronyms in Appendix B, and add MARAC to the glossary."),
        Ask(
            "The report calls the separation a trigger. Please consider language that does not "
            "suggest that leaving was the cause."
        ),
    ),
    closing=CLOSING,
    mark="•",
    virtual=True,
)

MARGED = LetterWords(
    praise=(
        (
            "The QA Panel was grateful for a candid report. The contribution of Marged’s brother is "
            "handled with care."
        ),
    ),
    outcome=RESUBMIT,
    asks=(
        Ask(
            "The analysis repeats each agency’s own account. Chapter 6 needs to test what the agencies "
            "say against what they knew at the time."
        ),
        Ask(
            "The report does not consider why Marged’s deafness made it harder to telephone for help "
            "(paragraph 4.8)."
        ),
        Ask("Two of the recommendations cannot be measured."),
        Ask(
            "The independence of the chair is asserted at 1.6 but not shown. Please state any earlier "
            "employment with the agencies concerned."
        ),
        Ask(
            "The perpetrator’s contact with the drug service stops at 3.15 without an ending. Please "
            "say what happened next."
        ),
    ),
    closing=CLOSING,
    heading="The following areas need development:",
    mark="1.",
)

ASH = LetterWords(
    praise=(
        (
            "The QA Panel thought that the report was well ordered, and that the learning about suicide "
            "and domestic abuse was set out with courage."
        ),
    ),
    outcome=CHANGES,
    asks=(
        Ask(
            "The bereavement service wrote to the GP twice (5.7). The report should say what became "
            "of the second letter. It would also be helpful to hear whether the surgery has changed "
            "how it handles such letters."
        ),
        Ask(
            "The definition of domestic abuse at 1.12 is the old one. Please use that of the 2021 Act."
        ),
        Ask(
            "The recommendation on training asks for awareness. The Panel would like to know who is to "
            "be trained, in what, and how you will know that it has worked."
        ),
        Ask("Ash’s friends knew a great deal. Could more be made of what they said at 7.2?"),
        Ask("Please remove the date of birth from the genogram in Appendix 2."),
    ),
    closing=NEWER_CLOSING,
    virtual=True,
)

WREN = LetterWords(
    praise=(
        (
            "The QA Panel found the report careful and well evidenced, and recognised how hard it must "
            "have been to write."
        ),
    ),
    outcome=UNDECIDED,
    asks=(
        Ask("Please set out at 9.2 what the family were told about publication, and when."),
        Ask(
            "The Panel would like to see the advice of the children’s social worker, which is referred "
            "to in paragraph 9.4."
        ),
        Ask("A shorter version for publication could be considered, such as a learning summary."),
    ),
    closing="When this is settled, please send us a digital copy of the report.",
    heading="Points to consider:",
)


def as_text(words: LetterWords, sending: Sending) -> str:
    """The whole letter as plain text, in the order in which such letters are written."""
    parts = [
        ("\n" if style == "line" else "\n\n") + _marked(style, text, words.mark, number)
        for style, text, number in _parts(words, sending)
    ]
    return "".join(parts).strip() + "\n"


def as_docx(words: LetterWords, sending: Sending) -> bytes:
    """The same letter as a Word document with real lists, for the file that is kept."""
    document = Document()
    document.core_properties.author = ""
    for style, text, _ in _parts(words, sending):
        paragraph = document.add_paragraph(style=_WORD_STYLES.get(style))
        paragraph.add_run(text).bold = style == "heading"
    document.save(stream := io.BytesIO())
    return stream.getvalue()


_WORD_STYLES = {"ask": "List Bullet", "point": "List Bullet 2"}


def _parts(words: LetterWords, sending: Sending) -> Iterator[tuple[str, str, int]]:
    """(style, text, number) for each paragraph; a "line" stands close under the one before."""
    yield from _lines("Interpersonal Abuse Unit", "2 Example Street", "London")
    yield from _lines(sending.to, sending.role, sending.csp, *sending.address)
    yield "paragraph", in_words(sending.sent), 0
    yield "paragraph", f"Dear {sending.to},", 0
    yield "paragraph", _thanks(words, sending), 0
    for text in (*words.praise, words.outcome):
        yield "paragraph", text, 0
    yield "heading", words.heading, 0
    for number, ask in enumerate(words.asks, start=1):
        yield "ask", ask.text, number
        for point in ask.points:
            yield "point", point, 0
    yield "paragraph", words.closing, 0
    yield "paragraph", "Please write to dhr-quality@homeoffice.example.", 0
    yield "paragraph", "On behalf of the QA Panel, thank you and your colleagues for this work.", 0
    yield "paragraph", "Yours sincerely", 0
    yield from _lines("Rowan Ashdown-Pryce", "Chair of the Home Office Quality Assurance Panel")


def _lines(first: str, *others: str) -> Iterator[tuple[str, str, int]]:
    yield "paragraph", first, 0
    for text in others:
        yield "line", text, 0


def _thanks(words: LetterWords, sending: Sending) -> str:
    how = (
        f"by a virtual panel process on {in_words(sending.panel)}, to which members sent their "
        "comments by e-mail"
        if words.virtual
        else f"at the QA Panel meeting on {in_words(sending.panel)}"
    )
    done = "resubmitting" if sending.again else "submitting"
    return (
        f"Thank you for {done} the {sending.kind} report ({sending.review}) for {sending.csp} to "
        f"the Home Office Quality Assurance (QA) Panel. The report was considered {how}."
    )


def _marked(style: str, text: str, mark: str, number: int) -> str:
    marks = {"ask": f"{number}." if mark == "1." else mark, "point": "    o"}
    return f"{marks[style]} {text}" if style in marks else text


def in_words(day: dt.date) -> str:
    return f"{day.day} {day:%B %Y}"
