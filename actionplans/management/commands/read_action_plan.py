"""Read action plans from files and print what they say, without any database."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from actionplans.plans import Plan, Row, UnreadablePlan, read_plan, read_tables


class Command(BaseCommand):
    help = "Reads action plans (DOCX, XLSX, CSV) and prints, or writes, what they say as JSON."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", type=Path)
        parser.add_argument("--out", metavar="DIR", type=Path, help="write DIR/<file stem>.json")

    def handle(self, *args: Any, **options: Any) -> None:
        files: list[Path] = options["files"]
        if missing := [str(file) for file in files if not _is_file(file)]:
            raise CommandError(f"These are not files that can be read: {', '.join(missing)}.")
        if options["out"] and len({file.stem for file in files}) < len(files):
            raise CommandError(
                "Two of the files have the same name. Read them one after the other."
            )
        for file in files:
            self._give(file, _reading(_bytes(file), file.name), options["out"])

    def _give(self, file: Path, reading: dict[str, Any], folder: Path | None) -> None:
        printed = json.dumps(reading, ensure_ascii=False, indent=1, default=str)
        if folder is None:
            self.stdout.write(printed)
            return
        try:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"{file.stem}.json").write_text(printed + "\n", encoding="utf-8")
        except OSError as error:
            raise CommandError(f"Cannot write to {folder}: {error.strerror}.") from None


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        return False


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise CommandError(f"Cannot read {file}: {error.strerror}.") from None


def _reading(data: bytes, name: str) -> dict[str, Any]:
    try:
        plan = read_plan(read_tables(data, name))
    except UnreadablePlan as unreadable:
        return {**_shape(Plan()), "error": unreadable.code, "warnings": [str(unreadable)]}
    return _shape(plan)


def _shape(plan: Plan) -> dict[str, Any]:
    return {
        "rows": len({row.place for row in plan.rows}),
        "entries": [_entry(row) for row in plan.rows],
        "legend": {meaning.colour: meaning.words for meaning in plan.legend},
        "warnings": [
            *plan.warnings,
            *(f"{_capital(str(row.place))}: {doubt}" for row in plan.rows for doubt in row.doubts),
        ],
        "error": None,
    }


def _entry(row: Row) -> dict[str, Any]:
    return {
        "recommendation_number": row.number or None,
        "recommendation": row.recommendation or None,
        "scope": row.scope or None,
        "action": row.action or None,
        "lead_agency": row.lead_agency or None,
        "target_date": row.target_date,
        "target_date_text": row.target_date_text or None,
        "completed_date": row.completed_on,
        "rag": row.rag or None,
        "milestones": row.milestones or None,
        "outcome": row.outcome or None,
        "status": row.status or None,
        "update": row.update or None,
        "table": row.place.table,
        "row": row.place.line,
    }


def _capital(words: str) -> str:
    return words[0].upper() + words[1:]
