"""A command that reads files and shows what they say as JSON, without any database."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError


class ReadingCommand(BaseCommand):
    """A subclass says how a file is read: `read(data, name)` gives what JSON can hold, and dates."""

    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    read: Callable[[bytes, str], dict[str, Any]]

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
            self._give(file, self.read(_bytes(file), file.name), options["out"])

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
