"""Asks a public database whether a package that is installed here has a known weakness: `make audit`."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PIP_AUDIT = Path(sys.executable).with_name("pip-audit")
ASK = ("--local", "--vulnerability-service", "osv", "--format", "json", "--progress-spinner", "off")
UNREACHABLE = (
    "The audit of dependencies could NOT run: the database of known weaknesses did not answer. "
    "Nothing is known about {count} packages. Run `make audit` where there is a way to it."
)


@dataclass(frozen=True, slots=True)
class Audit:
    """What is known: how many packages were looked up and were not, and a line for each weakness."""

    looked_up: int
    skipped: int
    weaknesses: tuple[str, ...] = ()

    @property
    def ran(self) -> bool:
        """Only when every package was looked up: half an audit is told as none."""
        return self.looked_up > 0 and not self.skipped


def audit_of(report: dict[str, Any]) -> Audit:
    """Read pip-audit's JSON, which says of each package what is known or why nothing is."""
    packages = report.get("dependencies", [])
    skipped = sum("skip_reason" in package for package in packages)
    return Audit(len(packages) - skipped, skipped, tuple(_weaknesses(packages)))


def _weaknesses(packages: list[dict[str, Any]]) -> list[str]:
    return [
        f"{package['name']} {package['version']}: {found['id']}, mended in {_mended(found)}"
        for package in packages
        for found in package.get("vulns", [])
    ]


def _mended(found: dict[str, Any]) -> str:
    return ", ".join(found.get("fix_versions", [])) or "no version yet"


def ask() -> Audit:
    """Run pip-audit; one that could not reach its database looked nothing up."""
    done = subprocess.run([PIP_AUDIT, *ASK], capture_output=True, text=True, check=False)
    try:
        return audit_of(json.loads(done.stdout))
    except json.JSONDecodeError:
        return Audit(0, _installed())


def _installed() -> int:
    listed = [
        sys.executable,
        "-m",
        "pip",
        "list",
        "--format",
        "json",
        "--disable-pip-version-check",
    ]
    return len(
        json.loads(subprocess.run(listed, capture_output=True, text=True, check=True).stdout)
    )


def told(audit: Audit, *, must_run: bool) -> tuple[str, int]:
    """The sentences, and how the command ends: 1 with a weakness, or when it had to run and could not."""
    if audit.weaknesses:
        return "\n".join(("Packages with known weaknesses:", *audit.weaknesses)), 1
    if not audit.ran:
        return UNREACHABLE.format(count=audit.skipped), int(must_run)
    return f"No known weakness in the {audit.looked_up} packages that are installed.", 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--must-run", action="store_true", help="fail when it could not run")
    said, code = told(ask(), must_run=parser.parse_args().must_run)
    sys.stdout.write(f"{said}\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
