from __future__ import annotations

import datetime as dt
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback.letters import Outcome, PanelMode, Request, read_letter
from feedback.paragraphs import read_paragraphs
from feedback.reading.references import find_references
from feedback.tests.letter_builder import (
    ASKS,
    CLOSE,
    HEAD,
    OPENING,
    OUTCOME,
    item_texts,
    letter,
    read,
    text_of,
)
from feedback.themes import THEMES, suggest
from reviews.models import DutyKind


def test_letter_is_read_whole() -> None:
    found = letter()

    assert found.letter_date == dt.date(2022, 5, 6)
    assert found.panel_date == dt.date(2022, 3, 30)
    assert found.panel_mode == PanelMode.MEETING
    assert found.csp == "Thistlemoor Community Safety Partnership"
    assert found.review_name == "Juniper"
    assert found.addressee_name == "Alba Pennycross"
    assert found.addressee_role == "Domestic Abuse Co-ordinator"
    assert found.addressee_organisation == "Thistlemoor Borough Council"
    assert found.signatory_name == "Osric Fanshawe"
    assert found.signatory_role == "Chair of the Home Office DHR Quality Assurance Panel"
    assert found.return_address == "DHREnquiries@homeoffice.example"
    assert found.outcome == Outcome.PUBLISH_AFTER_CHANGES
    assert found.requests == (Request.DIGITAL_COPY, Request.WEBLINK)
    assert item_texts(found) == [
        "The chronology stops in 2019 (3.4.2).",
        "Please explain who sat on the review panel.",
    ]
    assert found.items[0].references == ("3.4.2",)
    assert found.warnings == ()


def test_letter_marks_where_each_fact_was_found() -> None:
    found = letter()

    kinds = [kind for kind, _ in found.where]
    assert kinds == [
        "addressee", "addressee", "addressee", "addressee", "addressee",
        "letter_date", "panel_date", "praise", "ask", "outcome", "signatory",
    ]  # fmt: skip


def test_requests_are_the_duties_of_a_review() -> None:
    added_by_hand = {DutyKind.FAMILY_TOLD.value, DutyKind.OTHER.value}

    assert set(Request.values) == set(DutyKind.values) - added_by_hand


def test_themes_have_names_and_slugs_of_their_own() -> None:
    assert len(THEMES) == 25
    assert len(set(THEMES.values())) == 25


@pytest.mark.parametrize(
    ("text", "themes"),
    [
        ("There is no RAG rating and the target dates have passed.", ("action-plan",)),
        ("A real name is left in.", ("anonymity",)),
        ("Coercive control is not explored.", ("depth-of-analysis", "domestic-abuse-dynamics")),
        ("Nothing to see here.", ()),
    ],
)
def test_themes_are_suggested_from_words(text: str, themes: tuple[str, ...]) -> None:
    assert suggest(text) == themes


OUTCOMES = [
    (
        ("Some members thought that it could be published with amendments, others that it should be "
        "resubmitted."),
        "other",
    ),
    ("You asked for a view on whether the summary alone should be published.", "other"),
    ("The report did not meet the standard required.", "resubmit"),
    ("The Home Office is content for the review to be published when these points are met.", "publish_after_changes"),
    ("Subject to these amendments the Home Office has no objection to publication.", "publish_after_changes"),
    ("You may publish once you have made the changes; the Panel need not see it again.", "publish_after_changes"),
    ("The Panel judged the report to be ‘adequate’.", "publish_after_changes"),
    ("The Panel does not need to see another version.", "publish_after_changes"),
    ("A further draft need not be sent to the Panel.", "publish_after_changes"),
    ("The areas below should be addressed before publication.", "publish_after_changes"),
    ("Publication may follow as soon as the points below are resolved.", "publish_after_changes"),
    ("The review falls short of what is needed.", "resubmit"),
    ("It would be grateful to receive a third version.", "resubmit"),
    ("The Panel has put off its decision.", "other"),
    ("The report is not ready for publication.", "resubmit"),
    ("The Panel would like to see a further version of the report.", "resubmit"),
    ("The Panel cannot agree to publication until this is done.", "resubmit"),
    ("The report should be revised and returned to the Panel.", "resubmit"),
    ("The Panel judged the report to be inadequate.", "resubmit"),
    ("Please resubmit the report when it has been revised.", "resubmit"),
    ("It may be published only after the Panel has seen a further version.", "resubmit"),
    ("The Home Office is content for the report to be published as it stands.", "publish"),
    ("The Panel agreed that the report should not be published.", "other"),
    ("The Panel considered your request for the review not to be published.", "other"),
    ("The Panel was not able to reach a view.", "other"),
    ("The Home Office is content for it to be published. Please submit it to the Panel again.", "other"),
]  # fmt: skip


@pytest.mark.parametrize(("outcome", "expected"), OUTCOMES)
def test_outcome_is_read_or_left_open(outcome: str, expected: str) -> None:
    found = letter(outcome=outcome)

    assert found.outcome == expected
    assert bool([w for w in found.warnings if "outcome" in w.text or "means" in w.text]) == (
        expected == "other"
    )


def test_outcome_without_a_sentence_is_other() -> None:
    found = letter(outcome="")

    assert found.outcome == Outcome.OTHER
    assert found.warnings[0].text == (
        "The letter does not state an outcome clearly. Select what it says."
    )


def test_outcome_of_a_letter_without_areas_is_publish() -> None:
    found = letter(outcome="The Home Office is content for the DHR to be published.", areas="")

    assert found.outcome == Outcome.PUBLISH
    assert found.items == ()
    assert found.warnings == ()


def test_outcome_that_asks_for_changes_without_areas_warns() -> None:
    found = letter(areas="")

    assert found.items == ()
    assert [w.text for w in found.warnings] == [
        "The outcome asks for changes, but no areas for development were found. Add them."
    ]


MARKS = ["-", "–", "*", "•", "▪", "o", "\uf0b7", "1.", "1)", "(1)", "a)", "(a)", "i.", "(i)"]


@pytest.mark.parametrize("mark", MARKS)
def test_items_are_found_whatever_their_mark(mark: str) -> None:
    second = {"1": "2", "a": "b", "i": "ii"}
    after = "".join(second.get(character, character) for character in mark)

    found = letter(areas=f"Areas for development:\n\n{mark} Define stalking.\n{after} Say who led.")

    assert item_texts(found) == ["Define stalking.", "Say who led."]


HEADINGS = [
    "Members’ comments so far:",
    "The Panel identified the following areas for improvement –",
    "Areas for final development:",
    "## Areas of final development include:",
    "AREAS FOR DEVELOPMENT",
    "Comments",
    "Remaining points:",
    "The Panel would like the following points to be addressed:",
    "There are some aspects which you may wish to consider:",
    "What needs to change",
    "The Panel’s comments are as follows.",
]


@pytest.mark.parametrize("heading", HEADINGS)
def test_heading_of_the_areas_is_no_item(heading: str) -> None:
    found = letter(areas=f"{heading}\n\n- Define stalking.\n- Say who led.")

    assert item_texts(found) == ["Define stalking.", "Say who led."]
    assert {item.group for item in found.items} == {None}


def test_item_without_mark_in_mid_list_is_kept_and_marked() -> None:
    areas = (
        "Areas for development:\n\n- Define stalking.\n\nThe report would benefit from more about\n"
        "the employer, who was not asked for any information at all.\n\n- Say who led."
    )

    found = letter(areas=areas)

    assert [item.unmarked for item in found.items] == [False, True, False]
    assert found.items[1].text.endswith(
        "more about the employer, who was not asked for any information at all."
    )
    assert found.warnings[0].text.startswith("This area has no bullet or number")
    assert found.warnings[0].paragraph == found.items[1].paragraphs[0]


def test_items_may_be_paragraphs_without_any_mark() -> None:
    areas = (
        "I set these out for you to consider:\n\nThe glossary should come first.\n\n"
        "Paragraph 3.2 does not say when he was arrested.\n\nThe real name of a street is left in."
    )

    found = letter(areas=areas)

    assert len(found.items) == 3
    assert found.items[1].references == ("para 3.2",)


def test_item_broken_over_a_page_is_one_item() -> None:
    areas = (
        "Areas for development:\n\n- On pages 14 to 16 she is called ‘the wife’. Please use her name\n"
        "  throughout, as the report\n\n            Page 1 of 2\n\n         OFFICIAL-SENSITIVE\n\n"
        "  does elsewhere.\n- Say who led."
    )

    found = letter(areas=areas)

    assert item_texts(found) == [
        (
            "On pages 14 to 16 she is called ‘the wife’. Please use her name throughout, as the report "
            "does elsewhere."
        ),
        "Say who led.",
    ]
    assert found.items[0].references == ("page 14–16",)


def test_groups_are_labels_and_no_items() -> None:
    areas = (
        "Areas for development\n\nStructure:\n\n- The report repeats itself.\n- Move the glossary.\n\n"
        "Language\n\n- ‘Volatile’ should not be used."
    )

    found = letter(areas=areas)

    assert [item.group for item in found.items] == ["Structure", "Structure", "Language"]


def test_marked_label_groups_only_what_stands_under_it() -> None:
    areas = "Areas for development:\n\n1. Structure\n   a) Move the glossary.\n   b) Cut chapter 2.\n2. Say who led."

    found = letter(areas=areas)

    assert [(item.group, item.text) for item in found.items] == [
        ("Structure", "Move the glossary."),
        ("Structure", "Cut chapter 2."),
        (None, "Say who led."),
    ]


def test_stem_that_asks_is_one_item_with_children() -> None:
    areas = (
        "Areas for development:\n\n1. The equality section needs more work. In particular:\n"
        "   (a) whether an interpreter was used (4.4);\n   (b) what her visa meant.\n2. Say who led."
    )

    found = letter(areas=areas)

    assert [len(item.children) for item in found.items] == [2, 0]
    assert found.items[0].references == ("4.4",)


def test_praise_after_the_list_is_a_strength() -> None:
    areas = (
        "Areas for development:\n\n- Say who led.\n\nThe Panel also wished to record how impressed it "
        "was by the work of the helpline."
    )

    found = letter(areas=areas)

    assert item_texts(found) == ["Say who led."]
    assert len(found.strengths) == 2


def test_bulleted_praise_is_no_item() -> None:
    found = letter(praise="The Panel particularly commended:\n\n- the pen portrait\n- the tone")

    assert found.strengths == ("the pen portrait", "the tone")
    assert len(found.items) == 2


def test_letter_that_numbers_its_paragraphs_keeps_its_parts_apart() -> None:
    found = letter(
        opening=f"1. {OPENING}",
        praise="2. The Panel was impressed by the tone.",
        areas="3. The following revisions should be made:\n\n   a. Define stalking.\n   b. Say who led.",
        outcome="",
        asks=f"4. {OUTCOME}\n\n5. {ASKS}",
    )

    assert item_texts(found) == ["Define stalking.", "Say who led."]
    assert found.outcome == Outcome.PUBLISH_AFTER_CHANGES
    assert found.strengths == ("The Panel was impressed by the tone.",)
    assert found.requests == (Request.DIGITAL_COPY, Request.WEBLINK)


def test_two_lists_of_areas_are_read_as_one() -> None:
    areas = "Remaining points:\n\n1. Define stalking.\n\nIn addition, there are two new points:\n\n2. Say who led."

    found = letter(areas=areas)

    assert [(item.group, item.text) for item in found.items] == [
        (None, "Define stalking."),
        (None, "Say who led."),
    ]


def test_points_met_earlier_are_no_items() -> None:
    found = letter(
        praise="The following points have been met:\n\n• dates were removed;\n• the glossary."
    )

    assert len(found.items) == 2


def test_bulleted_asks_are_no_items() -> None:
    asks = "Please send us:\n\n• a digital copy of the final report; and\n• the link to the page."

    found = letter(asks=asks)

    assert len(found.items) == 2
    assert found.requests == (Request.DIGITAL_COPY, Request.WEBLINK)


def test_two_asks_in_one_item_offer_to_split() -> None:
    second = "It would also be helpful to add a recommendation."
    found = letter(
        areas=f"Areas for development:\n\n- Explore racism further. {second}\n- Say who led."
    )

    at = found.items[0].split_at
    assert at is not None
    assert found.items[0].text[at:] == second
    assert found.items[1].split_at is None


ASKED = [
    ("Please provide an electronic copy of the report.", {Request.DIGITAL_COPY}),
    ("Please let us have the URL.", {Request.WEBLINK}),
    ("Please ensure this letter is published alongside the report.", {Request.PUBLISH_LETTER}),
    ("Please include our letter as an appendix to the report.", {Request.ANNEX_LETTER}),
    ("Please annex the action plan with all updates.", {Request.ANNEX_ACTION_PLAN}),
    ("Please send everything as a single PDF of no more than 20 MB.", {Request.SINGLE_PDF}),
    ("A digital copy should be sent to the Domestic Abuse Commissioner.", {Request.COPY_TO_COMMISSIONER}),
    ("I would be obliged if you would send the link.", {Request.WEBLINK}),
    ("Next steps\n\n1. Append the action plan.\n2. Let us know the URL.", {Request.ANNEX_ACTION_PLAN, Request.WEBLINK}),
    ("This letter is for publication too.", {Request.PUBLISH_LETTER}),
    ("There is no need to send us a digital copy; please send the weblink.", {Request.WEBLINK}),
]  # fmt: skip


@pytest.mark.parametrize(("ask", "requests"), ASKED)
def test_requests_are_read_from_the_asks(ask: str, requests: set[Request]) -> None:
    assert set(letter(asks=ask).requests) == requests


def test_return_address_is_never_the_commissioners() -> None:
    asks = (
        "Please send a copy to the Domestic Abuse Commissioner at copies@commissioner.example, and "
        "the weblink to dhr@homeoffice.example."
    )

    assert letter(asks=asks).return_address == "dhr@homeoffice.example"


DATES = [
    ("29th September 2022", dt.date(2022, 9, 29)),
    ("29/09/2022", dt.date(2022, 9, 29)),
    ("September 29, 2022", dt.date(2022, 9, 29)),
    ("Date: 29 Sept 2022", dt.date(2022, 9, 29)),
    ("Tuesday 29 September 2022", dt.date(2022, 9, 29)),
    ("2022-09-29", dt.date(2022, 9, 29)),
    ("29 Medi 2022", dt.date(2022, 9, 29)),
    ("31 June 2022", None),
    ("", None),
]


@pytest.mark.parametrize(("printed", "day"), DATES)
def test_letter_date_is_read_in_every_form(printed: str, day: dt.date | None) -> None:
    found = letter(head=HEAD.replace("6 May 2022", printed))

    assert found.letter_date == day
    assert bool([w for w in found.warnings if "date of the letter" in w.text]) == (day is None)


def test_panel_date_without_year_is_taken_from_the_letter() -> None:
    found = letter(opening=OPENING.replace(" on 30 March 2022", " on 12 December"))

    assert found.panel_date == dt.date(2021, 12, 12)
    assert [w.text for w in found.warnings] == [
        "The panel date prints no year; 2021 was taken from the date of the letter."
    ]


def test_panel_date_without_any_year_stays_open() -> None:
    found = letter(
        head=HEAD.replace("6 May 2022", ""),
        opening=OPENING.replace("30 March 2022", "12 December"),
    )

    assert found.panel_date is None
    assert "The panel date prints no year. Enter the date of the QA Panel." in [
        w.text for w in found.warnings
    ]


PANELS = [
    ("could not meet on 4 March 2022 and a virtual panel process was used.", dt.date(2022, 3, 4), "virtual"),
    ("discussed the report on 4 March 2022, having postponed its meeting of 2 February 2022.", dt.date(2022, 3, 4), "meeting"),
    ("considered the report at its meeting on 31 June 2021.", None, "meeting"),
]  # fmt: skip


@pytest.mark.parametrize(("said", "day", "mode"), PANELS)
def test_panel_is_read_from_the_opening(said: str, day: dt.date | None, mode: str) -> None:
    found = letter(
        opening=f"Thank you for submitting the DHR (Juniper), following our letter of 1 May 2021. The QA Panel {said}"
    )

    assert (found.panel_date, found.panel_mode) == (day, mode)


CSPS = [
    ("for Eastmere, Lye & North Holm Community Safety Partnership (CSP) to", "Eastmere, Lye & North Holm Community Safety Partnership"),
    ("on behalf of the Safer Eastmere Partnership to", "Safer Eastmere Partnership"),
    ("for Eastmere and Lye CSP to", "Eastmere and Lye CSP"),
    ("on behalf of Safer Eastmere to", "Safer Eastmere"),
    ("for Eastmere to", "Eastmere"),
]  # fmt: skip


@pytest.mark.parametrize(("printed", "csp"), CSPS)
def test_csp_is_named_as_printed(printed: str, csp: str) -> None:
    opening = OPENING.replace("for Thistlemoor Community Safety Partnership to", printed)

    assert letter(opening=opening).csp == csp


REVIEWS = [
    ("report (Juniper) for", "Juniper"),
    ("report ‘Juniper’ for", "Juniper"),
    ("report (“Pat & Lee”) for", "Pat & Lee"),
    ("report, referred to as DHR 12, for", "DHR 12"),
    ("report (DHR-2021-04) for", "DHR-2021-04"),
    ("report on the death of Juniper for", "Juniper"),
    ("report into the deaths of ‘Violet’ and ‘Jim’ for", "Violet and Jim"),
    ("report (J.T.) for", "J.T."),
    ("report concerning Adult B, for", "Adult B"),
]


@pytest.mark.parametrize(("printed", "name"), REVIEWS)
def test_review_is_named_as_printed(printed: str, name: str) -> None:
    assert letter(opening=OPENING.replace("report (Juniper) for", printed)).review_name == name


def test_review_is_named_in_a_subject_line() -> None:
    opening = OPENING.replace(" (Juniper)", "")

    found = letter(opening=f"Domestic Homicide Review – Juniper – second submission\n\n{opening}")

    assert found.review_name == "Juniper"


ADDRESSES = [
    (
        "Alba Pennycross Head of Community Safety Thistlemoor Borough Council Town Hall 2 High Street Thistlemoor QX9 1AA",
        ("Alba Pennycross", "Head of Community Safety", "Thistlemoor Borough Council"),
    ),
    (
        "To: Ms Alba Pennycross, Reviews Manager, Thistlemoor Council",
        ("Alba Pennycross", "Reviews Manager", "Thistlemoor Council"),
    ),
    (
        "Cllr Alba Pennycross\nChair, Thistlemoor Community Safety Partnership\nc/o Thistlemoor Council\nQX9 1AA",
        ("Alba Pennycross", "Chair", "Thistlemoor Council"),
    ),
    (
        "FAO: Alba Pennycross\nRheolwr Diogelwch / Safety Manager\nCyngor Bro Ddu / Bro Ddu Council",
        ("Alba Pennycross", "Rheolwr Diogelwch / Safety Manager", "Cyngor Bro Ddu / Bro Ddu Council"),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("address", "expected"), ADDRESSES)
def test_addressee_is_read(address: str, expected: tuple[str, str, str]) -> None:
    found = letter(head=f"Home Office\n2 Marsham Street\nLondon\n\n{address}\n\n6 May 2022")

    assert (
        found.addressee_name,
        found.addressee_role,
        found.addressee_organisation,
    ) == expected


SIGNATURES = [
    ("Osric Fanshawe, Chair of the QA Panel", ("Osric Fanshawe", "Chair of the QA Panel")),
    ("QA Panel Secretariat", (None, "QA Panel Secretariat")),
    (
        "Osric Fanshawe\nChair of the Home Office\nQuality Assurance Panel",
        ("Osric Fanshawe", "Chair of the Home Office Quality Assurance Panel"),
    ),
]


@pytest.mark.parametrize(("signed", "expected"), SIGNATURES)
def test_signatory_is_read(signed: str, expected: tuple[str | None, str]) -> None:
    found = letter(close=f"Yours sincerely\n\n{signed}")

    assert (found.signatory_name, found.signatory_role) == expected


def test_letter_is_found_within_forwarded_mail() -> None:
    quoted = "\n".join(f"> {line}" for line in text_of().splitlines())
    mail = (
        "From: Alba Pennycross\nSent: 9 May 2022 08:12\nTo: Reviews\nSubject: FW: QA letter\n\n"
        "Morning all,\n\nPlease can you 1) tell the chair and\n2) book a call?\n\nThanks\nAlba\n\n"
        f"-----Original Message-----\nFrom: DHR Enquiries\nSent: 6 May 2022\nSubject: QA\n\n{quoted}\n\n"
        "This email is intended solely for the person to whom it is addressed."
    )

    found = read(mail)

    assert found.letter_date == dt.date(2022, 5, 6)
    assert found.signatory_name == "Osric Fanshawe"
    assert item_texts(found) == item_texts(letter())


NOT_LETTERS = [
    (
        "Overview report\n\n1. The Community Safety Partnership should train its staff.\n\nThe report will "
        "be sent to the Home Office Quality Assurance Panel before it is published."
    ),
    (
        "Minutes of 4 May 2022\n\n1. The QA Panel letter was discussed. The Home Office is content for the "
        "DHR to be published.\n\n2. Areas for development: the action plan."
    ),
    (
        "Dear Home Office,\n\nPlease find attached our Domestic Homicide Review (Juniper) for the QA Panel."
        "\n\nYours sincerely\n\nAlba Pennycross\nThistlemoor Council"
    ),
    "Lorem ipsum.",
]


@pytest.mark.parametrize("text", NOT_LETTERS)
def test_what_is_no_feedback_letter_gives_no_fields(text: str) -> None:
    found = read(text)

    assert found.outcome == Outcome.OTHER
    assert (found.items, found.csp, found.letter_date, found.requests) == ((), None, None, ())
    assert [w.text for w in found.warnings] == [
        (
            "This does not look like a feedback letter from the Home Office QA Panel. "
            "Nothing was read from it."
        )
    ]


REFERENCES = [
    ("para 5.14", ("para 5.14",)),
    ("paras 5.14–5.19 and 6.2", ("para 5.14–5.19", "para 6.2")),
    ("At 1.6, and again (1.8.3),", ("1.6", "1.8.3")),
    ("§4.2", ("section 4.2",)),
    ("sections 4 and 7", ("section 4", "section 7")),
    ("p. 12 and pp. 14-16", ("page 12", "page 14–16")),
    ("page 12, para 3,", ("page 12", "para 3")),
    ("Recommendations 2, 5 and 9 are empty", ("recommendation 2", "recommendation 5", "recommendation 9")),
    ("Appendix B", ("appendix B",)),
    ("executive summary 2.3", ("executive summary 2.3",)),
    ("paragraph 2.3 of the executive summary", ("executive summary 2.3",)),
    ("Appendix 4 of the Guidance", ()),
    ("section 9 of the Domestic Violence, Crime and Victims Act 2004", ()),
    ("a section 42 enquiry", ()),
    ("the statutory guidance, at paragraph 36,", ()),
    ("page 4 of the police IMR", ()),
    ("on 12.05.19 at 8.30 pm, aged 34", ()),
    ("£4,600 and 3.5% of 2.4 million", ()),
    ("call 01632 960144, QX1 4AA", ()),
    ("between 14 February 2019 and 9 January 2020", ()),
    ("version 2.1", ()),
    ("section 4 and 7 agencies", ("section 4",)),
]  # fmt: skip


@pytest.mark.parametrize(("text", "references"), REFERENCES)
def test_references_are_places_in_the_report(text: str, references: tuple[str, ...]) -> None:
    assert find_references(text) == references


def test_long_letter_is_read_in_less_than_a_second() -> None:
    items = "\n".join(
        f"{n}. Please say at {n}.2 what was done, and by whom." for n in range(1, 201)
    )
    text = text_of(areas=f"Areas for development:\n\n{items}")

    started = time.perf_counter()
    found = read(text)
    seconds = time.perf_counter() - started

    assert len(found.items) == 200
    assert seconds < 1


LINES = st.sampled_from(
    [
        *text_of().splitlines(), OUTCOME, ASKS, CLOSE, "", "", "- one", "2. two", "(a) sub", "   o deep",
        "Page 1 of 2", "OFFICIAL", "From: x", "Subject: y", "Structure:", "The Panel liked:", "\f",
    ]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(LINES, max_size=40))
def test_items_are_words_of_the_letter_and_never_overlap(lines: list[str]) -> None:
    text = read_paragraphs("\n".join([*lines, "end"]).encode())

    found = read_letter(text)

    words = " ".join(" ".join(p.text for p in text.paragraphs).split())
    places = [at for item in found.items for at in item.paragraphs]
    assert len(places) == len(set(places))
    assert places == sorted(places)
    assert all(" ".join(item.text.split()) in words for item in found.items)
    assert all(0 <= at < len(text.paragraphs) for _, at in found.where)


@settings(max_examples=150, deadline=None)
@given(st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=2_000))
def test_any_words_are_read_without_an_error(text: str) -> None:
    paragraphs = read_paragraphs(text_of(areas=text).encode())

    assert read_letter(paragraphs).outcome in Outcome
