"""Papers for people: each is set when it is asked for, and kept nowhere."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils import timezone

from access.generic import ScopedDetailView
from actionplans.exports.download import as_download
from feedback.models import FeedbackItem, FeedbackLetter
from packs import actions, papers, pdf
from reviews.files import PDF
from reviews.models import Review


class PaperView(ScopedDetailView):
    """A subclass names `model`, `paper(row)`, its template, and the name of the file without its day."""

    template_name = ""
    file_name = ""

    def paper(self, row: Any) -> papers.Paper:
        raise TypeError(f"{type(self).__name__} sets nothing")

    def render_to_response(self, context: Any, **kwargs: Any) -> HttpResponse:
        paper = self.paper(self.object)
        data = pdf.to_pdf(pdf.to_html(paper, self.template_name))
        actions.note_paper(self.object, what=self.file_name, by=self.request.user)
        name = f"{self.file_name}-{self.object.pk}-{timezone.localdate(paper.made_at)}.pdf"
        return as_download(data, name, PDF)


class ItemPaper(PaperView):
    model = FeedbackItem
    template_name = "packs/paper_item.html"
    file_name = "area-history"

    def narrow(self, queryset: Any) -> Any:
        return queryset.select_related("letter__round__review__organisation")

    def paper(self, row: FeedbackItem) -> papers.Paper:
        return papers.paper_of_item(row, self.request.user, at=timezone.now())


class LetterPaper(PaperView):
    """A letter that was confirmed; one that is being checked says nothing yet."""

    model = FeedbackLetter
    template_name = "packs/paper_letter.html"
    file_name = "feedback-letter"

    def narrow(self, queryset: Any) -> Any:
        confirmed = queryset.filter(confirmed_at__isnull=False)
        return confirmed.select_related("round__review__organisation")

    def paper(self, row: FeedbackLetter) -> papers.Paper:
        return papers.paper_of_letter(row, at=timezone.now())


class ReviewPaper(PaperView):
    """The partnership's own: it says how far the working papers are."""

    model = Review
    template_name = "packs/paper_review.html"
    file_name = "review-on-a-page"

    def narrow(self, queryset: Any) -> Any:
        return queryset.held_by(self.request.user).select_related("organisation", "chair")

    def paper(self, row: Review) -> papers.Paper:
        return papers.paper_of_review(row, at=timezone.now())
