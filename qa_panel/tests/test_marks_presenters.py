"""The lines of the review's page about the marks, and what the timeline tells of them."""

import pytest
from django.urls import reverse

from qa_panel.marks_presenters import tally
from qa_panel.models import Mark
from qa_panel.tests.factories import drafted, issued, marked, resubmitted
from reviews.sections import sections
from reviews.timeline import told

OURS = (
    "Revisions to consider",
    "Record the QA Panel’s view for the Home Office",
    "QA Panel’s view",
)


@pytest.fixture
def second(cast):
    return resubmitted(cast.review, by=cast.alice)


def lines(cast, qa_round, user):
    parts = sections(qa_round.review, qa_round, user)
    return [(p.title, p.summary, p.next_step) for p in parts if p.title in OURS]


def page(name, qa_round, *number):
    return reverse(f"qa_panel:{name}", args=[qa_round.pk, *number])


@pytest.mark.parametrize(
    ("verdicts", "words"),
    [
        ([], ""),
        (["met"], "1 met"),
        (["not_met"], "1 not met"),
        (["met", "not_met", "met"], "2 met, 1 not met"),
    ],
)
def test_tally_leaves_out_what_there_is_none_of(verdicts, words):
    assert tally(verdicts) == words


def test_review_page_leads_the_secretariat_through_the_marks(cast, second):
    found = [lines(cast, second, cast.quinn)]
    for number in (1, 2):
        drafted(second, number, Mark.MET, by=cast.quinn)
        found.append(lines(cast, second, cast.quinn))
    issued(second, by=cast.quinn)
    found.append(lines(cast, second, cast.quinn))
    drafted(second, 1, Mark.NOT_MET, "Not yet.", by=cast.quinn)
    found.append(lines(cast, second, cast.quinn))

    title, issue = "Revisions to consider", page("issue", second)
    view = ("QA Panel’s view", "2 met", None)
    assert found == [
        [(title, "0 of 2 marked", ("Consider the revision of area 1", page("mark", second, 1)))],
        [(title, "1 of 2 marked", ("Consider the revision of area 2", page("mark", second, 2)))],
        [(title, "2 of 2 marked", ("Check and issue 2 marks", issue))],
        [view],
        [(title, "1 change not issued yet", ("Check and issue 1 mark", issue)), view],
    ]


def test_review_page_offers_the_csp_the_marks_without_asking_for_them(cast, second):
    drafted(second, 1, Mark.MET, by=cast.quinn)

    assert lines(cast, second, cast.alice) == [
        ("Record the QA Panel’s view for the Home Office", "0 of 2 marked", None)
    ]
    assert [lines(cast, second, user) for user in (cast.vic, cast.chloe)] == [[], []]


def test_review_page_shows_the_issued_view_to_both_sides(cast, second):
    marked(second, "+-", by=cast.quinn)

    shown = [lines(cast, second, user) for user in (cast.alice, cast.vic, cast.chloe, cast.quinn)]

    assert shown == [[("QA Panel’s view", "1 met, 1 not met", None)]] * 4


@pytest.mark.parametrize("who", ["alice", "vic", "chloe", "quinn"])
def test_timeline_tells_once_of_each_issue(cast, second, who):
    marked(second, "+-", by=cast.quinn)
    drafted(second, 1, Mark.NOT_MET, "Not yet.", by=cast.alice)
    issued(second, why="A slip.", by=cast.alice)

    entries = [
        (entry.title, entry.by, entry.why, entry.href)
        for entry in told(cast.review, getattr(cast, who))
        if entry.kind == "QA Panel’s view"
    ]

    href = page("views", second)
    assert entries == [
        (
            "Round 2: QA Panel’s view corrected: 1 not met",
            "Alice for the Home Office",
            "A slip.",
            href,
        ),
        ("Round 2: QA Panel’s view issued: 1 met, 1 not met", "Quinn", "", href),
    ]


def test_timeline_says_nothing_of_drafts(cast, second):
    drafted(second, 1, Mark.MET, by=cast.quinn)

    kinds = {entry.kind for entry in told(cast.review, cast.quinn)}

    assert "QA Panel’s view" not in kinds
