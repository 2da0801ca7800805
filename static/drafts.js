// Keeps a draft of a form as somebody types. Without this file, the button "Save draft" does.
const PAUSE = 2500; // milliseconds after the last key
const AT_LEAST = 20000; // of somebody who types without a pause
const LARGEST_AT_THE_END = 60000; // bytes that a browser still sends for a page that is closed

const shown = document.querySelector("[data-draft]");
const said = document.querySelector("[data-draft-said]");
const form = shown.closest("form");
const refused = document.querySelector(".govuk-error-summary") !== null;
const NOT_KEPT = "Your draft could not be kept just now. Copy what you typed if you have to leave.";

let timer = 0;
let since = 0;
let waiting = refused; // whether something was typed that is not kept yet
let submitted = false;
let going = null;

function say(text, aloud) {
  shown.hidden = false;
  shown.textContent = text;
  if (aloud && said.textContent !== text) {
    said.textContent = text;
  }
}

// Texts and choices; no file, and nothing that a browser should not send twice.
function typed() {
  const data = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && form.elements[name]?.type !== "password") {
      data.append(name, value);
    }
  }
  data.set("draft-page", new URL(form.getAttribute("action") ?? "", location.href).pathname);
  return data;
}

async function keep(closing) {
  clearTimeout(timer);
  if (!waiting || submitted) {
    return;
  }
  const body = typed();
  waiting = false;
  since = 0;
  going?.abort();
  going = new AbortController();
  try {
    const keepalive = closing && body.toString().length < LARGEST_AT_THE_END;
    const answer = await fetch(shown.dataset.draft, {
      method: "POST", body, keepalive, redirect: "error", signal: going.signal,
    });
    if (!answer.ok) {
      throw new Error(answer.status);
    }
    const first = said.textContent === "" || said.textContent === NOT_KEPT;
    say(`Draft kept at ${await answer.text()}. It is not saved yet.`, first);
    if (!waiting) {
      form.dataset.kept = "";
    }
  } catch (error) {
    if (error.name !== "AbortError") {
      waiting = true;
      say(NOT_KEPT, true);
    }
  }
}

function noticed() {
  waiting = true;
  delete form.dataset.kept;
  since ||= Date.now();
  clearTimeout(timer);
  timer = setTimeout(keep, Date.now() - since > AT_LEAST ? 0 : PAUSE);
}

form.addEventListener("input", noticed);
form.addEventListener("submit", () => {
  submitted = true;
  clearTimeout(timer);
  going?.abort();
});
window.addEventListener("pageshow", () => { submitted = false; });
window.addEventListener("pagehide", () => { keep(true); });
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") {
    keep(true);
  }
});
if (refused) {
  timer = setTimeout(keep, PAUSE);
}
