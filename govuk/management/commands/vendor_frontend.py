"""Fetches the design system's files and the typeface from npm, and keeps of them what this service may use.

Run it only to take a new version; what it writes is kept in the repository, so that neither a build
nor a network is needed to run the service. GDS Transport, the crest and the crown belong to
government services on the government's own domain: they are taken out here. The typeface comes in
one file for each script, and WeasyPrint draws wrong letters when two files share a family and a
weight ("Llŷr" as "Ll£r"): here they become one file. Its licence reserves the name "Source", so the
merged files have a name of their own.
"""

from __future__ import annotations

import json
import re
import subprocess
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from fontTools.merge import Merger
from fontTools.ttLib import TTFont

STATIC = Path(settings.BASE_DIR) / "static"


@dataclass(frozen=True, slots=True)
class Package:
    """A package at one version, and the digest that the registry gave for it when it was chosen."""

    name: str
    version: str
    integrity: str


FRONTEND = Package(
    "govuk-frontend",
    "6.6.0",
    "sha512-xctkWrQvLnvQt7fyjQ3MGX9S0wz0x0RQuLxCeoXF+s8EjGICG81/DYQGKN5qgO+0KVT12UAaRwUsGY6fulRcRg==",
)
TYPEFACE = Package(
    "@fontsource/source-sans-3",
    "5.3.1",
    "sha512-O3YxvbotUOgYI2Zx0bBcEMNjnwitRf9P2+9pd54sMoux1NHrdXnMwZusw2P78lFhEzOPN4glOEQmX0ASaS68uA==",
)

FAMILY = "Quality Sans"
SCRIPTS = ("latin", "latin-ext", "vietnamese")
WEIGHTS = {400: "Regular", 700: "Bold"}
FAMILY_NAME, STYLE, FULL_NAME, POSTSCRIPT_NAME = 1, 2, 4, 6
OTHER_NAMES = (3, 16, 17, 21, 22, 25)

TAKEN_OUT = (
    re.compile(r"@font-face\{[^{}]*\}"),
    re.compile(r"/\*!.*?\*/", re.DOTALL),
    re.compile(r"[^{}]*(?:copyright-logo|footer__crown)[^{}]*\{[^{}]*\}"),
    re.compile(r"(?:/\*|//)# sourceMappingURL=\S+(?: \*/)?"),
)
FORBIDDEN = re.compile(
    r"@font-face|GDS Transport|crown|crest|/assets/|sourceMappingURL", re.IGNORECASE
)

LICENCE = """\
GOV.UK Frontend {version}, changed for this service: without its typeface, crest and crown.

The MIT License (MIT)

Copyright (C) 2017 Crown Copyright (Government Digital Service)

Permission is hereby granted, free of charge, to any person obtaining a copy of
this software and associated documentation files (the "Software"), to deal in
the Software without restriction, including without limitation the rights to
use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies
of the Software, and to permit persons to whom the Software is furnished to do
so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.
"""


class Command(BaseCommand):
    help = "Fetch the design system and the typeface from npm and write what we use under static/."

    def handle(self, *args: Any, **options: Any) -> None:
        with tempfile.TemporaryDirectory() as folder:
            self._frontend(_fetch(FRONTEND, Path(folder)))
            self._typeface(_fetch(TYPEFACE, Path(folder)))

    def _frontend(self, package: Path) -> None:
        for kind in ("css", "js"):
            name = f"govuk-frontend.min.{kind}"
            text = (package / "dist" / "govuk" / name).read_text(encoding="utf-8")
            self._keep(STATIC / "govuk" / name, neutral(text).encode())
        licence = LICENCE.format(version=FRONTEND.version)
        self._keep(STATIC / "govuk" / "LICENCE.txt", licence.encode())

    def _typeface(self, package: Path) -> None:
        prefix = TYPEFACE.name.rpartition("/")[2]
        for weight, style in WEIGHTS.items():
            parts = [
                str(package / "files" / f"{prefix}-{script}-{weight}-normal.woff2")
                for script in SCRIPTS
            ]
            path = STATIC / "fonts" / f"QualitySans-{style}.woff2"
            path.parent.mkdir(parents=True, exist_ok=True)
            _merged(parts, weight, style).save(path)
            self.stdout.write(f"{path.relative_to(STATIC.parent)}: {path.stat().st_size:,} bytes")
        notice = _copyright(parts[0]) + "\nMerged from the files of its scripts and renamed.\n\n"
        licence = (package / "LICENSE").read_text(encoding="utf-8")
        self._keep(STATIC / "fonts" / "OFL.txt", (notice + licence).encode())

    def _keep(self, path: Path, content: bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        self.stdout.write(f"{path.relative_to(STATIC.parent)}: {len(content):,} bytes")


def neutral(text: str) -> str:
    """A stylesheet or script without what belongs to government services only.

    Raises `CommandError` when a new version brings something that the patterns do not know.
    """
    for pattern in TAKEN_OUT:
        text = pattern.sub("", text)
    text = text.replace("GDS Transport", FAMILY)
    text = text.replace("font-family:sans-serif", f"font-family:{FAMILY},arial,sans-serif")
    if found := FORBIDDEN.search(text):
        raise CommandError(f"“{found[0]}” is still there, at character {found.start()}")
    return text


def _fetch(package: Package, folder: Path) -> Path:
    """The package's files, unpacked, once npm has shown the digest that we expect."""
    command = ["npm", "pack", "--json", f"{package.name}@{package.version}"]
    answer = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)  # noqa: S603  # fixed words
    packed = json.loads(answer.stdout)[0]
    if packed["integrity"] != package.integrity:
        raise CommandError(f"{package.name} {package.version} is not the package that was chosen")
    target = folder / package.name.replace("/", "-")
    with tarfile.open(folder / packed["filename"]) as archive:
        archive.extractall(target, filter="data")
    return target / "package"


def _merged(parts: list[str], weight: int, style: str) -> TTFont:
    font = Merger().merge(parts)
    names = {
        FAMILY_NAME: FAMILY,
        STYLE: style,
        FULL_NAME: f"{FAMILY} {style}",
        POSTSCRIPT_NAME: f"{FAMILY.replace(' ', '')}-{style}",
    }
    for number in (*names, *OTHER_NAMES):
        font["name"].removeNames(nameID=number)
    for number, name in names.items():
        font["name"].setName(name, number, 3, 1, 0x409)
    bold = weight == 700
    font["OS/2"].usWeightClass = weight
    font["OS/2"].fsSelection = (font["OS/2"].fsSelection & ~0x61) | (0x20 if bold else 0x40)
    font["head"].macStyle = int(bold)
    font.flavor = "woff2"
    dates = TTFont(parts[0])["head"]  # so that the same parts make the same file
    font["head"].created, font["head"].modified = dates.created, dates.modified
    font.recalcTimestamp = False
    return font


def _copyright(path: str) -> str:
    return str(TTFont(path)["name"].getDebugName(0))
