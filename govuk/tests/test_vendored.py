"""What was vendored may be used by a service that is not on the government's own domain."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.management.base import CommandError
from fontTools.ttLib import TTFont

from govuk.management.commands.vendor_frontend import neutral

STATIC = Path(settings.BASE_DIR) / "static"
FRONTEND = [STATIC / "govuk" / "govuk-frontend.min.css", STATIC / "govuk" / "govuk-frontend.min.js"]
FONTS = [
    STATIC / "fonts" / "QualitySans-Regular.woff2",
    STATIC / "fonts" / "QualitySans-Bold.woff2",
]
NAMES = "Małgorzata Llŷr Ŵyn Ẁẃẅỳ Źródło Şəhriyar Ștefan Őrsi Đặng Nguyễn “” ‘’ – … £"


@pytest.mark.parametrize("path", FRONTEND, ids=lambda path: path.name)
@pytest.mark.parametrize(
    "word", ["@font-face", "gds transport", "crown", "crest", "/assets/", "sourcemappingurl"]
)
def test_vendored_file_is_without(path: Path, word: str) -> None:
    assert path.read_text(encoding="utf-8").lower().count(word) == 0


def test_vendored_style_uses_our_typeface() -> None:
    style = FRONTEND[0].read_text(encoding="utf-8")

    assert style.count("font-family:Quality Sans,arial,sans-serif") > 50


def test_licences_are_kept() -> None:
    frontend = (STATIC / "govuk" / "LICENCE.txt").read_text(encoding="utf-8")
    fonts = (STATIC / "fonts" / "OFL.txt").read_text(encoding="utf-8")

    assert "The MIT License (MIT)" in frontend
    assert "SIL Open Font License, Version 1.1" in fonts


def test_own_style_and_script_load_nothing_from_elsewhere() -> None:
    own = [path.read_text(encoding="utf-8") for path in sorted(STATIC.glob("*.[cj]s*"))]

    assert len(own) == 6
    assert [text for text in own if "http" in text] == []


@pytest.mark.parametrize("path", FONTS, ids=lambda path: path.name)
def test_font_has_the_letters_of_peoples_names(path: Path) -> None:
    known = TTFont(path).getBestCmap()

    assert [letter for letter in NAMES if ord(letter) not in known] == []


@pytest.mark.parametrize("path", FONTS, ids=lambda path: path.name)
def test_font_does_not_bear_the_reserved_name(path: Path) -> None:
    names = TTFont(path)["name"]

    assert {names.getDebugName(number) for number in (1, 16)} == {"Quality Sans", None}


def test_neutral_takes_out_what_is_not_ours_and_keeps_the_rest() -> None:
    style = (
        '@charset "UTF-8";@font-face{font-family:GDS Transport;src:url(/assets/fonts/a.woff2)}'
        ".govuk-body{font-family:GDS Transport,arial}"
        "@media print{.govuk-body{font-family:sans-serif}}"
        ".govuk-footer__copyright-logo:before{background:url(/assets/images/govuk-crest.svg)}"
        ".govuk-footer__crown{margin:0}.govuk-tag{color:red}\n"
        "/*# sourceMappingURL=govuk-frontend.min.css.map */"
    )

    assert neutral(style) == (
        '@charset "UTF-8";.govuk-body{font-family:Quality Sans,arial}'
        "@media print{.govuk-body{font-family:Quality Sans,arial,sans-serif}}.govuk-tag{color:red}\n"
    )


def test_neutral_refuses_what_it_does_not_know() -> None:
    with pytest.raises(CommandError, match="“/assets/” is still there"):
        neutral(".govuk-new{background:url(/assets/images/new.svg)}")
