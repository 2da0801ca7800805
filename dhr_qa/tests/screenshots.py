"""Takes the pictures of the README and of the user guide, from the demonstration as it is served.

`python -m dhr_qa.tests.screenshots` serves a scratch demonstration, walks to each page by its links as
a person would, writes docs/images/ and takes everything else away again.
"""

from __future__ import annotations

import contextlib
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from dhr_qa.tests.browser import launch

ROOT = Path(__file__).resolve().parents[2]
IMAGES = ROOT / "docs" / "images"
PDFTOPPM = "/usr/bin/pdftoppm"
DESKTOP, PHONE = 1280, 390
TALLEST = 1600
MARGIN = 8
PACK_PAGE = 5
PACK_DPI = 80
NOT_THE_USUAL = ("DATABASE_URL", "DEBUG", "EMAIL_URL")  # without it, mail goes to the console
HOST = "127.0.0.1"
PATIENCE = 60


@dataclass(frozen=True, slots=True)
class Picture:
    """One page: who looks at it, what they press to come there, and how much of it is shown.

    `does` is what they do there before anybody looks, `opens` are folded parts that are unfolded first.
    The picture goes from the top of the page to the foot of `end`; with `part` it shows that part alone.
    Both are selectors.
    """

    name: str
    by: str
    presses: tuple[str, ...] = ()
    does: Callable[[Page], None] = lambda page: None
    opens: tuple[str, ...] = ()
    end: str = "main"
    part: str = ""
    width: int = DESKTOP


@dataclass(frozen=True, slots=True)
class Service:
    """Where the demonstration is served, and what `seed_demo` printed of who can sign in."""

    address: str
    printed: str
    mail: Path

    def email(self, who: str) -> str:
        return _found(rf"{who}@\S+", self.printed)

    @property
    def password(self) -> str:
        return _found(r"(?<=password of each is: )\S+", self.printed)

    @property
    def link(self) -> str:
        """The address for an agency in the only e-mail that was written."""
        return _found(r"/from-agency/\S+", self.mail.read_text())


def _found(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    if found is None:
        raise LookupError(pattern)
    return found[0]


def bring_in(page: Page) -> None:
    """Upload a plan as its board keeps it."""
    page.get_by_label("Upload the action plan").set_input_files(
        {"name": "Plan of the board.csv", "mimeType": "text/csv", "buffer": PLAN.encode()}
    )
    _press(page, "Read the plan")


def let_it_look(page: Page) -> None:
    """Open the page until the documents have been looked at."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and page.get_by_text("not been looked at yet").count():
        time.sleep(0.5)
        page.reload()


def make_all_the_same(page: Page) -> None:
    let_it_look(page)
    _press(page, "Make it all the same")
    for box in page.get_by_role("checkbox").all():
        box.check()
    page.get_by_label("Reason").fill(
        "The CSP’s board signs off on Thursday. The supplier has the rest."
    )
    _press(page, "Record the reason")
    make(page)


def make(page: Page) -> None:
    """Make what the page is about, and wait until it is there."""
    let_it_look(page)
    _press(page, "Make the")
    page.get_by_role("button", name="Download it").wait_for(timeout=PATIENCE * 1000)
    _press(page, "See all that were made")


HEALTH = (
    "Health services should book an interpreter whenever somebody’s first language is not English."
)
CARERS = (
    "Adult social care should offer an assessment to every carer who says that they are struggling."
)
ROWS = (
    ("No.", "Recommendation", "Action to take", "Lead Agency", "Target Date", "RAG"),
    (
        "1",
        CARERS,
        "Review the cases of carers over 60 who have not been seen for a year.",
        "Northbrook Adult Social Care",
        "31 March 2027",
        "Green",
    ),
    (
        "1",
        CARERS,
        "Ask carers each spring whether they were offered an assessment.",
        "Carers’ Voice Northbrook",
        "Spring 2027",
        "",
    ),
    (
        "2",
        HEALTH,
        "Record the preferred language of every new patient.",
        "Northbrook Health Trust",
        "With the next release of the record system",
        "",
    ),
)
PLAN = "\n".join(",".join(row) for row in ROWS)
CHECK = ("Ash", "Go on checking the letter")
PICTURES = (
    Picture("home", "alice", end=".app-cards >> nth=0"),
    Picture("review", "alice", ("Siân",), end="main .app-cards"),
    Picture("submit", "alice", ("Siân", "See all that is left to do"), end="main table"),
    Picture("check-letter", "alice", CHECK, end="[name=panel_mode]"),
    Picture(
        "item",
        "alice",
        ("Siân", "Areas for development", "Area 2"),
        opens=("Show the difference",),
        end=".app-diff",
    ),
    Picture("plan", "alice", ("Siân", "Action plan"), end="tr:has(.app-overdue)"),
    Picture("closing", "alice", ("Anaïs and Théo", "Closing duties")),
    Picture("timeline", "alice", ("Tegwen", "Timeline"), end=".app-timeline > li >> nth=6"),
    Picture(
        "record",
        "alice",
        ("Siân", "Timeline", "Record of changes"),
        end=".app-timeline > li >> nth=8",
    ),
    Picture("people", "ada", ("People",)),
    Picture("second-step", "alice", ("Your account", "Choose what you sign in with")),
    Picture("queue", "quinn", ("Queue",), end="main tbody tr >> nth=5"),
    Picture("mark", "quinn", ("Marged", "Revisions to consider", "Area 3")),
    Picture(
        "check-plan",
        "alice",
        ("Siân", "Action plan", "Bring in a plan"),
        bring_in,
        end="main .app-card >> nth=1",
    ),
    Picture(
        "from-agency",
        "alice",
        ("Siân", "Agencies", "Northbrook Health Trust, "),
        end="#take-in + p",
    ),
    Picture(
        "pack-checks",
        "alice",
        ("Siân", "Resubmission packs"),
        let_it_look,
        end=".govuk-button--secondary",
    ),
    Picture(
        "packs-made",
        "alice",
        ("Siân", "Resubmission packs"),
        make_all_the_same,
        part="[aria-label='Packs that were made']",
    ),
    Picture("final-copy", "alice", ("Anaïs and Théo", "Final copy"), make, end="main table"),
    Picture("home-phone", "alice", end=".app-card >> nth=2", width=PHONE),
)


def main() -> None:
    IMAGES.mkdir(exist_ok=True)
    with _service() as service, _chromium() as browser:
        for picture in PICTURES:
            (IMAGES / f"{picture.name}.png").write_bytes(_taken(picture, browser, service))
        _keep_a_page_of_the_pack(browser, service)
        _keep_what_an_agency_sees(browser, service)
        _keep_what_the_second_of_two_reads(browser, service)


@contextlib.contextmanager
def _service() -> Iterator[Service]:
    """The demonstration, served as `make run` serves it, in a folder that goes away again."""
    with tempfile.TemporaryDirectory(prefix="dhr-qa-pictures-") as var:
        usual = {k: v for k, v in os.environ.items() if k not in NOT_THE_USUAL}
        port, mail = _free_port(), Path(var, "mail")
        address = f"{HOST}:{port}"
        env = usual | {"VAR_DIR": var, "INSECURE_LOCALHOST": "1"}
        _run(env, "manage.py", "migrate", "--verbosity", "0")
        printed = _run(env, "manage.py", "seed_demo")
        _run(env, "manage.py", "collectstatic", "--no-input", "--verbosity", "0")
        gunicorn = [sys.executable, "-m", "gunicorn", "dhr_qa.wsgi", "--log-level", "warning"]
        with mail.open("w") as console:
            command = [*gunicorn, "--bind", address]
            server = subprocess.Popen(command, cwd=ROOT, env=env, stdout=console)
        try:
            _wait_until_it_answers(port)
            yield Service(f"http://{address}", printed, mail)
        finally:
            server.terminate()
            server.wait()


def _run(env: dict[str, str], *command: str) -> str:
    """What a command of ours printed. Raises when it fails."""
    return subprocess.check_output([sys.executable, *command], cwd=ROOT, env=env, text=True)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind((HOST, 0))
        return int(found.getsockname()[1])


def _wait_until_it_answers(port: int) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with contextlib.suppress(ConnectionRefusedError), socket.create_connection((HOST, port)):
            return
        time.sleep(0.2)
    raise TimeoutError("The service did not start.")


@contextlib.contextmanager
def _chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@contextlib.contextmanager
def _window(picture: Picture, browser: Browser, service: Service) -> Iterator[Page]:
    """A browser window at the picture's page."""
    context = browser.new_context(
        base_url=service.address, viewport={"width": picture.width, "height": 900}, locale="en-GB"
    )
    page = context.new_page()
    page.goto("/")
    _sign_in(page, service, picture.by)
    for words in picture.presses:
        _press(page, words)
    picture.does(page)
    for words in picture.opens:
        page.get_by_text(words, exact=True).first.click()
    yield page
    context.close()


def _sign_in(page: Page, service: Service, who: str) -> None:
    page.get_by_label("E-mail address").fill(service.email(who))
    page.get_by_label("Password", exact=True).fill(service.password)
    _press(page, "Sign in")


def _press(page: Page, words: str) -> None:
    """Press the first button or link of the page whose words begin so."""
    name = re.compile(rf"^\s*{re.escape(words)}\b")
    found = page.get_by_role("button", name=name).or_(page.get_by_role("link", name=name))
    found.first.click()
    page.wait_for_load_state()


def _taken(picture: Picture, browser: Browser, service: Service) -> bytes:
    with _window(picture, browser, service) as page:
        return _shown(picture, page)


def _shown(picture: Picture, page: Page) -> bytes:
    page.evaluate("document.activeElement.blur()")
    if picture.part:
        return page.locator(picture.part).screenshot()
    end = page.locator(picture.end).first.bounding_box()
    foot = end["y"] + end["height"] + page.evaluate("scrollY") + MARGIN if end else TALLEST
    height = min(foot, TALLEST)
    return page.screenshot(
        full_page=True, clip={"x": 0, "y": 0, "width": picture.width, "height": height}
    )


def _keep_a_page_of_the_pack(browser: Browser, service: Service) -> None:
    """A page of the pack that was made for its picture, as paper shows it."""
    packs = Picture("pack-answers", "alice", ("Siân", "Resubmission packs"))
    with _window(packs, browser, service) as page, page.expect_download() as download:
        page.get_by_role("link", name="Round 1, pack 1 (PDF)").click()
        only = ["-f", str(PACK_PAGE), "-singlefile", "-png", "-r", str(PACK_DPI)]
        paper = [str(download.value.path()), str(IMAGES / packs.name)]
        subprocess.run([PDFTOPPM, *only, *paper], check=True)


def _keep_what_an_agency_sees(browser: Browser, service: Service) -> None:
    """The link is in the e-mail alone, so it is sent once more; whoever opens it has no account."""
    agency = Picture("agency", "", end="#actions + ol > li >> nth=1")
    asked = Picture("", "alice", ("Siân", "Agencies"))
    with _window(asked, browser, service) as page:
        page.get_by_role("link", name="Northbrook Health Trust", exact=True).click()
        _press(page, "Send it again")
        _press(page, "Send the link again")
        page.get_by_role("heading", name="When it was used").wait_for()
        page.context.clear_cookies()
        page.goto(service.link)
        (IMAGES / f"{agency.name}.png").write_bytes(_shown(agency, page))


def _keep_what_the_second_of_two_reads(browser: Browser, service: Service) -> None:
    """Two people answer the same area; the chair saves first."""
    answer = ("Siân", "Areas for development", "Area 2", "Record a revision")
    second = Picture("two-at-once", "alice", answer, end=".app-contested")
    with (
        _window(Picture("", "chloe", answer), browser, service) as first,
        _window(second, browser, service) as page,
    ):
        first.get_by_label("Where in the new version?").fill("Paragraphs 5.3 to 5.6")
        _press(first, "Save revision")
        page.get_by_label("Where in the new version?").fill("Paragraphs 5.3 to 5.7")
        _press(page, "Save revision")
        (IMAGES / f"{second.name}.png").write_bytes(_shown(second, page))


if __name__ == "__main__":
    main()
