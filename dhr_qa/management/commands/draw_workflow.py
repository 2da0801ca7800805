"""Writes the diagram of a round's stages and moves, so that the document cannot drift from the table."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from reviews.workflow import STEPS, TURN, diagram

TARGET = Path(settings.BASE_DIR) / "docs" / "workflow.md"


def document() -> str:
    rows = [
        f"| {move.label} | {' or '.join(stage.label for stage in step.sources)} | "
        f"{step.target.label} | {step.by.label} | {'yes' if step.on_behalf else 'no'} |"
        for move, step in STEPS.items()
    ]
    turns = [f"| {stage.label} | {side.label} |" for stage, side in TURN.items()]
    return "\n".join(
        [
            "# The cycle of quality assurance",
            "",
            "Written by `python manage.py draw_workflow` from `reviews/workflow.py`; do not edit.",
            "",
            "```mermaid",
            diagram().rstrip(),
            "```",
            "",
            "## Whose turn each stage is",
            "",
            "| stage | turn |",
            "|---|---|",
            *turns,
            "",
            "## Every move",
            "",
            "| move | from | to | by | may be recorded on that side’s behalf |",
            "|---|---|---|---|---|",
            *rows,
            "",
        ]
    )


class Command(BaseCommand):
    help = "Write docs/workflow.md from the workflow table; with --check only compare."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--check", action="store_true", help="fail if the document is old")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        if check and (not TARGET.exists() or TARGET.read_text("utf-8") != document()):
            raise CommandError("docs/workflow.md is old. Run: python manage.py draw_workflow")
        if not check:
            TARGET.write_text(document(), "utf-8")
            self.stdout.write("docs/workflow.md written")
