"""The documents of the demonstration: reports, summaries and plans, written from what the story tells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dhr_qa.demo.answers import Thread
from dhr_qa.demo.evidence import paper, pdf_document, word_document, workbook
from dhr_qa.demo.plans import Act, Rec
from documents.models import DocumentKind
from reviews.files import ExaminedFile
from reviews.models import Review

Line = tuple[str, str]  # a style and its words
PLAN_COLUMNS = ("Recommendation", "Scope", "Action", "Lead agency", "Milestones")
APPENDIX = "Appendix A: terms of reference"


@dataclass(frozen=True, slots=True)
class Paper:
    """One file as it stands at one time, with what it is."""

    kind: DocumentKind
    file: ExaminedFile
    title: str = ""


def papers_of(
    review: Review,
    threads: Mapping[int, Thread],
    recs: tuple[Rec, ...],
    *,
    revised: bool = False,
    final: bool = False,
) -> Iterator[Paper]:
    """What is submitted of a review; `revised` says whether the answers are worked in yet.

    The `final` report and summary are PDFs, so that the final copy can be bound of them.
    """
    document = pdf_document if final else word_document
    lines = [*_report(review), *_findings(threads, revised=revised), *_recommendations(recs)]
    yield Paper(
        DocumentKind.OVERVIEW_REPORT, paper(document(lines), f"{review.name} overview report")
    )
    summary = document([*_summary(review, revised=revised), *_recommendations(recs)])
    yield Paper(DocumentKind.EXECUTIVE_SUMMARY, paper(summary, f"{review.name} executive summary"))
    yield Paper(
        DocumentKind.ACTION_PLAN,
        paper(workbook(_plan(recs, revised=revised)), f"{review.name} action plan"),
    )


def appendix_of(review: Review) -> Paper:
    data = pdf_document(_terms(review), tagged=False)
    return Paper(DocumentKind.APPENDIX, paper(data, APPENDIX), APPENDIX)


def _report(review: Review) -> list[Line]:
    who = review.name
    return [
        ("title", f"{review.get_kind_display()}: {who}"),
        ("text", f"Overview report for {review.organisation}"),
        ("text", f"Independent chair: {review.chair_shown}. Author: {review.author_shown}."),
        ("heading", "1 Before you read"),
        ("text", f"{who} was loved. The review panel offers its condolences to all who grieve."),
        ("text", "Every name in this report is a pseudonym, and so are the places."),
        ("heading", "2 How the review was done"),
        (
            "text",
            (
                "The panel met five times. Each agency wrote down what it had known and done, and "
                "somebody from another team read it. The family met the chair, saw a draft and kept it "
                "for as long as they liked."
            ),
        ),
        ("heading", "3 What happened"),
        (
            "text",
            (
                f"Those who knew {who} speak of warmth and of a dry sense of humour. The years before "
                "the death are told here in the order in which they were lived, with what each agency "
                "knew at the time and not what it learned afterwards."
            ),
        ),
    ]


def _findings(threads: Mapping[int, Thread], *, revised: bool) -> list[Line]:
    """The passages that the letter asked about, as they were or as they are now."""
    last = [thread.revisions[-1] for thread in threads.values() if thread.revisions]
    told = [(said.where, said.after if revised else said.before) for said in last]
    passages = [line for where, text in told if text for line in (("point", where), ("text", text))]
    return [("heading", "4 What was found"), *passages]


def _recommendations(recs: tuple[Rec, ...]) -> list[Line]:
    return [("heading", "Recommendations"), *(("list", rec.text) for rec in recs)]


def _summary(review: Review, *, revised: bool) -> list[Line]:
    more = "It takes in what the QA Panel asked for. " if revised else ""
    return [
        ("title", f"Executive summary: {review.name}"),
        (
            "text",
            (
                f"This is a short account of the review that {review.organisation} held after the death "
                f"of {review.name}. {more}It says what was asked, what was learned and what is to change."
            ),
        ),
    ]


def _terms(review: Review) -> list[Line]:
    return [
        ("title", APPENDIX),
        ("list", f"What did each agency know of {review.name}, and what did it do?"),
        ("list", "What stood in the way of asking for help, and of being heard?"),
        ("list", "What would the family, friends and colleagues like to be understood?"),
        ("list", "What worked well, and should be done again?"),
    ]


def _plan(recs: tuple[Rec, ...], *, revised: bool) -> list[tuple[str, ...]]:
    """One row for each action; the revised plan says how each stands."""
    rows = [
        (rec.text, rec.scope, act.text, act.lead, act.milestones, _standing(act))
        for rec in recs
        for act in rec.acts
    ]
    columns = (*PLAN_COLUMNS, "How it stands")
    return [row if revised else row[:-1] for row in (columns, *rows)]


def _standing(act: Act) -> str:
    return act.told[-1].text if act.told else "Not begun."
