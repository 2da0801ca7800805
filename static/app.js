// Every page works without this file; it only adds comfort.
import { initAll } from "./govuk/govuk-frontend.min.js";

initAll();

// A form marked `data-unsaved` asks before what was typed into it is left behind, unless drafts.js
// has kept it (`data-kept`).
const forms = [...document.querySelectorAll("form[data-unsaved]")];
const refused = document.querySelector(".govuk-error-summary") !== null;
let sending = false;

// What a browser fills in by itself, and what nobody typed, does not count.
function typed(form) {
  return JSON.stringify(
    [...new FormData(form)]
      .filter(([name]) => !["hidden", "password"].includes(form.elements[name]?.type))
      .map(([name, value]) => [name, value.name ?? value])
      .filter(([, value]) => value !== ""),
  );
}

// What came back from the server with an error has not been kept either.
const before = new Map(forms.map((form) => [form, refused ? "[]" : typed(form)]));

document.addEventListener("submit", (event) => { sending = forms.includes(event.target); });
window.addEventListener("pageshow", () => { sending = false; });
window.addEventListener("beforeunload", (event) => {
  if (!sending && forms.some((form) => !("kept" in form.dataset) && typed(form) !== before.get(form))) {
    event.preventDefault();
  }
});

// A page that shows how far something is looks again by itself, and opens anew when it has ended.
const watched = document.querySelector("[data-watch]");

async function lookAgain() {
  try {
    const page = await (await fetch(watched.dataset.watch)).text();
    const now = new DOMParser().parseFromString(page, "text/html").querySelector("[data-watch]");
    if (now === null) {
      location.reload();
      return;
    }
    if (now.textContent.trim() !== watched.textContent.trim()) {
      watched.replaceChildren(...now.childNodes);
    }
  } catch {
    // The network comes back; until then the page stands as it was.
  }
  setTimeout(lookAgain, 1500);
}

if (watched) {
  setTimeout(lookAgain, 1500);
}
