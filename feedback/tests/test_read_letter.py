from __future__ import annotations

import json
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from feedback.tests.letter_builder import text_of

LETTERS = Path(__file__).parent / "letters"
FIELDS = {
    "letter_date", "panel_date", "panel_mode", "csp", "review_name", "addressee_name", "addressee_role",
    "addressee_organisation", "signatory_name", "signatory_role", "outcome", "strengths", "items", "requests",
    "return_address", "error", "warnings", "where",
}  # fmt: skip


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    file = tmp_path / "letter.txt"
    file.write_text(text_of(), encoding="utf-8")
    return file


def printed(*args: object) -> dict:
    out = StringIO()
    call_command("read_letter", *args, stdout=out)
    return json.loads(out.getvalue())


def test_command_prints_the_reading(letter: Path) -> None:
    found = printed(letter)

    assert set(found) == FIELDS
    assert (found["letter_date"], found["outcome"], found["error"]) == (
        "2022-05-06",
        "publish_after_changes",
        None,
    )
    assert [item["references"] for item in found["items"]] == [["3.4.2"], []]


def test_command_writes_one_file_for_each_letter(tmp_path: Path, letter: Path) -> None:
    grouped = LETTERS / "groups-and-nested.txt"

    call_command("read_letter", letter, grouped, out=tmp_path / "new" / "folder")

    written = sorted(path.name for path in (tmp_path / "new" / "folder").iterdir())
    assert written == ["groups-and-nested.json", "letter.json"]


def test_command_reports_a_letter_that_cannot_be_read(tmp_path: Path) -> None:
    file = tmp_path / "empty.pdf"
    file.write_bytes(b"")

    found = printed(file)

    assert (found["error"], found["outcome"], found["items"], found["csp"]) == (
        "empty",
        "other",
        [],
        None,
    )
    assert found["warnings"] == [
        "There are no words in this letter. Choose another file, or paste the letter’s words."
    ]


def test_command_names_a_missing_file(letter: Path) -> None:
    with pytest.raises(CommandError, match=r"These are not files that can be read: nowhere\.txt\."):
        call_command("read_letter", letter, "nowhere.txt")


def test_command_says_when_it_cannot_write(letter: Path) -> None:
    with pytest.raises(CommandError, match="Cannot write to"):
        call_command("read_letter", letter, out=letter / "below")


def test_command_needs_no_database(letter: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(settings.BASE_DIR / "manage.py"), "read_letter", str(letter)],
        env={
            "SECRET_KEY": "x",
            "DEBUG": "1",
            "VAR_DIR": str(tmp_path),
            "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none",
        },
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["review_name"] == "Juniper"
