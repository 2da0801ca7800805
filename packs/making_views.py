"""Making a pack while people watch: begin, see how far it is, stop, begin again."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import cached_property

from access.generic import ActionView, ScopedDetailView, ScopedForm, refused
from access.verdict import Verdict
from packs import making_actions, policies, presenters
from packs.assembling import assemble
from packs.forms import FinalForm, OverrideForm, PreparationForm
from packs.models import Making, PackKind, Preparation
from packs.previewing import preview_of
from packs.readiness.registry import Finding, findings
from packs.readiness.subject import Subject
from reviews.models import Round


class MakePack(ActionView):
    """Whoever asks for what is being made already is led to that."""

    model = Round
    kind = PackKind.RESUBMISSION
    policy = staticmethod(policies.may_make_pack)
    heading = "Make the pack"
    submit_label = presenters.MAKE
    intro = (
        "This takes a few seconds. The pack is kept as it is, and can be downloaded at any time."
    )

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if going_on := self._in_progress():
            return redirect(going_on)
        return super().post(request, *args, **kwargs)

    def perform(self, form: ScopedForm) -> None:
        self.making = making_actions.start_making(self.object, kind=self.kind, by=self.request.user)

    def get_success_url(self) -> str:
        return self.making.get_absolute_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = presenters.page_of(self.object, self.kind)
        return super().get_context_data(
            caption=str(self.object), back_url=back, cancel_url=back, **kwargs
        )

    def _in_progress(self) -> Making | None:
        mine = Making.held_by(self.request.user).filter(round=self.object, kind=self.kind)
        return mine.in_progress().first()


class MakeFinal(MakePack):
    kind = PackKind.FINAL
    policy = staticmethod(policies.may_make_final)
    heading = "Make the final copy"
    submit_label = "Make the final copy"


class PrepareFinal(ActionView):
    """Whether the pictures of a final copy are made smaller; never without being asked."""

    model = Round
    form_class = FinalForm
    policy = staticmethod(policies.may_make_final)
    heading = "Get the final copy ready"
    submit_label = "Save"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"row": Preparation.of(self.object, PackKind.FINAL)}

    def perform(self, form: FinalForm) -> None:
        data = form.cleaned_data
        making_actions.prepare_pack(
            self.object,
            kind=PackKind.FINAL,
            version=data["version"],
            shrink=data["shrink"],
            by=self.request.user,
        )
        messages.success(self.request, "Your choice is saved.")

    def renewed(self) -> dict[str, Any]:
        return {"version": Preparation.of(self.object, PackKind.FINAL).version}

    def get_success_url(self) -> str:
        return presenters.page_of(self.object, PackKind.FINAL)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = self.get_success_url()
        words = {"caption": str(self.object), "back_url": back, "cancel_url": back}
        return super().get_context_data(**words | kwargs)


class WatchMaking(ScopedDetailView):
    """How far it is. What a process left behind when it died is begun again by whoever looks."""

    model = Making
    template_name = "packs/making.html"

    def narrow(self, queryset: Any) -> Any:
        return queryset.select_related("round__review", "pack", "by")

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        making = self.get_object()
        if making.is_silent(at=timezone.now(), patience=making_actions.PATIENCE):
            making_actions.resume_making(making, by=request.user)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = presenters.making_page(self.object, self.request.user)
        return super().get_context_data(**kwargs) | page


class StopMaking(ActionView):
    model = Making
    policy = staticmethod(policies.may_stop)
    heading = "Stop making this?"
    intro = "Nothing is kept of it. You can make it again at any time."
    submit_label = "Stop"

    def narrow(self, queryset: Any) -> Any:
        return queryset.select_related("round__review")

    def perform(self, form: ScopedForm) -> None:
        making_actions.stop_making(self.object, by=self.request.user)


class PreparePack(ActionView):
    """Choose the sections and the marking, and put the covering letter into one's own words."""

    model = Round
    form_class = PreparationForm
    policy = staticmethod(policies.may_make_pack)
    heading = "Get the pack ready"
    submit_label = "Save"

    def narrow(self, queryset: Any) -> Any:
        return queryset.select_related("review__organisation", "review__chair")

    def get_form_kwargs(self) -> dict[str, Any]:
        row = Preparation.of(self.object, PackKind.RESUBMISSION)
        contents = assemble(self.object, at=timezone.now(), by=self.request.user)
        return super().get_form_kwargs() | {"row": row, "written": contents.letter}

    def perform(self, form: PreparationForm) -> None:
        making_actions.prepare_pack(
            self.object,
            kind=PackKind.RESUBMISSION,
            version=form.cleaned_data["version"],
            by=self.request.user,
            **form.choices,
        )
        messages.success(self.request, "Your choices are saved.")

    def renewed(self) -> dict[str, Any]:
        return {"version": Preparation.of(self.object, PackKind.RESUBMISSION).version}

    def get_success_url(self) -> str:
        return presenters.page_of(self.object, PackKind.RESUBMISSION)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = self.get_success_url()
        words = {"caption": str(self.object), "back_url": back, "cancel_url": back}
        return super().get_context_data(**words | kwargs)


class Preview(ScopedDetailView):
    """What the pack would say if it were made now. Whoever may make one may read it first."""

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


class OverrideFindings(ActionView):
    """Make a pack although checks stand against it, for a reason that it prints."""

    model = Round
    form_class = OverrideForm
    heading = "Make it all the same"
    submit_label = "Record the reason"
    intro = (
        "Some checks stand against making this. Where one cannot be put right now, say why it is made all the "
        "same. It holds for what the check says today; if that changes, you are asked again."
    )

    @property
    def kind(self) -> PackKind:
        return self.kwargs["kind"]

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

    @property
    def back(self) -> str:
        return presenters.page_of(self.object, self.kind)

    def get_success_url(self) -> str:
        return self.back

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = {"caption": str(self.object), "back_url": self.back, "cancel_url": self.back}
        return super().get_context_data(**words | kwargs)
