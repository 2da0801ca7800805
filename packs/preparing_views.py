"""Getting a pack ready: what it holds, its covering letter, reading it first, and making it all the same."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import cached_property

from access.changes import changed_by
from access.conflicts import Who
from access.generic import ScopedDetailView, refused
from access.verdict import Verdict
from access.viewing import ShowsDocument
from packs import making_actions, policies, presenters
from packs.assembling import assemble
from packs.forms import FinalForm, OverrideForm, PreparationForm
from packs.making_views import ForPacks
from packs.models import PackKind, Preparation
from packs.previewing import preview_of
from packs.readiness.registry import Finding, findings
from packs.readiness.subject import Subject
from reviews.models import Round


class PreparePack(ForPacks):
    """Choose the sections and the marking, and put the covering letter into one's own words."""

    form_class = PreparationForm
    policy = staticmethod(policies.may_make_pack)
    heading = "Get the pack ready"
    submit_label = "Save"

    def narrow(self, queryset: Any) -> Any:
        return queryset.select_related("review__organisation", "review__chair")

    def get_form_kwargs(self) -> dict[str, Any]:
        row = Preparation.of(self.object, self.kind)
        contents = assemble(self.object, at=timezone.now(), by=self.request.user)
        return super().get_form_kwargs() | {"row": row, "written": contents.letter}

    def perform(self, form: PreparationForm) -> None:
        making_actions.prepare_pack(
            self.object,
            kind=self.kind,
            version=form.cleaned_data["version"],
            by=self.request.user,
            **form.choices,
        )
        messages.success(self.request, "Your choices are saved.")

    def saved_by(self) -> dict[str, Who]:
        return changed_by(Preparation.of(self.object, self.kind))


class Preview(ShowsDocument, ScopedDetailView):
    """What the pack would say if it were made now. Whoever may make one may read it first."""

    shown = "packs.pack_previewed"
    model = Round

    def narrow(self, queryset: Any) -> Any:
        held = queryset.held_by(self.request.user)
        return held.select_related("review__organisation", "review__chair")

    def render_to_response(self, context: Any, **kwargs: Any) -> HttpResponse:
        user = self.request.user
        may = policies.may_make_pack(user, self.object)
        if not may:
            return refused(self.request, may.reason, self.object)
        chosen = Preparation.of(self.object, PackKind.RESUBMISSION)
        pack = assemble(self.object, at=timezone.now(), by=user, chosen=chosen)
        return preview_of(pack, back=presenters.page_of(self.object, PackKind.RESUBMISSION))


class PrepareFinal(ForPacks):
    """Whether the pictures of a final copy are made smaller; never without being asked."""

    kind = PackKind.FINAL
    form_class = FinalForm
    policy = staticmethod(policies.may_make_final)
    heading = "Get the final copy ready"
    submit_label = "Save"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"row": Preparation.of(self.object, self.kind)}

    def perform(self, form: FinalForm) -> None:
        data = form.cleaned_data
        making_actions.prepare_pack(
            self.object,
            kind=self.kind,
            version=data["version"],
            shrink=data["shrink"],
            by=self.request.user,
        )
        messages.success(self.request, "Your choice is saved.")

    def saved_by(self) -> dict[str, Who]:
        return changed_by(Preparation.of(self.object, self.kind))


class OverrideFindings(ForPacks):
    """Make a pack although checks stand against it, for a reason that it prints."""

    form_class = OverrideForm
    heading = "Make it all the same"
    submit_label = "Record the reason"
    intro = (
        "Some checks stand against making this. Where one cannot be put right now, say why it is made all the "
        "same. It holds for what the check says today; if that changes, you are asked again."
    )

    def setup(self, request: Any, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.kind = kwargs["kind"]

    def policy(self, user: Any, qa_round: Round) -> Verdict:
        return policies.may_make(self.kind, user, qa_round)

    @cached_property
    def found(self) -> list[Finding]:
        found = findings(Subject(self.object, self.kind))
        return [finding for finding in found if finding.may_be_overridden]

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().get(request, *args, **kwargs) if self.found else redirect(self.back)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"found": self.found}

    def perform(self, form: OverrideForm) -> None:
        making_actions.override_findings(
            self.object,
            kind=self.kind,
            seen=form.seen,
            reason=form.cleaned_data["reason"],
            by=self.request.user,
        )
