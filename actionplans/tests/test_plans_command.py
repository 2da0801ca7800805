from __future__ import annotations

import json
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from actionplans.tests.plan_builder import HEADER, ROW, csv_of


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    file = tmp_path / "plan.csv"
    file.write_bytes(csv_of([HEADER, ROW, ["2", "Museums should help.", *ROW[2:4], "Spring", ""]]))
    return file


def printed(*args: object) -> dict:
    out = StringIO()
    call_command("read_action_plan", *args, stdout=out)
    return json.loads(out.getvalue())


def test_command_prints_the_reading(plan: Path) -> None:
    found = printed(plan)

    assert (found["rows"], found["error"], found["legend"]) == (2, None, {})
    assert found["entries"][0] == {
        "recommendation_number": "1", "recommendation": ROW[1], "scope": None, "action": "Print cards",
        "lead_agency": "Ambleford Council", "target_date": "2024-05-01", "target_date_text": "1 May 2024",
        "completed_date": None, "rag": "green", "milestones": None, "outcome": None, "status": None,
        "update": None, "table": "The file", "row": 2,
    }  # fmt: skip
    assert found["warnings"] == [
        "1 row has no RAG rating.",
        "Row 3 of the file: “Spring” is not a full date. The words were kept.",
    ]


def test_command_writes_one_file_for_each_plan(tmp_path: Path, plan: Path) -> None:
    other = tmp_path / "other.csv"
    other.write_bytes(plan.read_bytes())

    call_command("read_action_plan", plan, other, out=tmp_path / "new" / "folder")

    written = sorted(path.name for path in (tmp_path / "new" / "folder").iterdir())
    assert written == ["other.json", "plan.json"]


def test_command_reports_a_plan_that_cannot_be_read(tmp_path: Path) -> None:
    file = tmp_path / "plan.xlsx"
    file.write_bytes(b"")

    found = printed(file)

    assert (found["error"], found["rows"], found["entries"]) == ("empty", 0, [])
    assert found["warnings"] == ["The file is empty. Choose another file."]


def test_command_names_a_missing_file(plan: Path) -> None:
    with pytest.raises(CommandError, match=r"These are not files that can be read: nowhere\.csv\."):
        call_command("read_action_plan", plan, "nowhere.csv")


def test_command_refuses_two_files_that_would_be_written_as_one(tmp_path: Path, plan: Path) -> None:
    with pytest.raises(CommandError, match="Two of the files have the same name"):
        call_command("read_action_plan", plan, plan, out=tmp_path / "out")


def test_command_says_when_it_cannot_write(plan: Path) -> None:
    with pytest.raises(CommandError, match="Cannot write to"):
        call_command("read_action_plan", plan, out=plan / "below")


def test_command_needs_no_database(plan: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(settings.BASE_DIR / "manage.py"), "read_action_plan", str(plan)],
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
    assert json.loads(done.stdout)["rows"] == 2
