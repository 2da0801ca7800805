// Passkeys: what the browser has made or signed goes into the form's hidden field, and the form is sent.
// A button says with `data-passkey` whether a passkey is made ("create") or used ("get"), and where the
// options stand: in the page (`data-options`), or at an address (`data-options-at`).
const { create, get } = window.webauthnJSON;
const work = { create, get };

async function optionsOf(button) {
  if (button.dataset.options) {
    return JSON.parse(document.getElementById(button.dataset.options).textContent);
  }
  const answer = await fetch(button.dataset.optionsAt, { headers: { Accept: "application/json" } });
  return (await answer.json()).request_options;
}

async function send(button) {
  const form = button.form;
  const failed = form.querySelector("[data-passkey-failed]");
  failed.hidden = true;
  button.disabled = true;
  try {
    const credential = await work[button.dataset.passkey](await optionsOf(button));
    form.querySelector("[name$=credential]").value = JSON.stringify(credential);
    form.requestSubmit();
  } catch {
    failed.hidden = false; // the person gave up, the time was over, or there is no passkey here
    button.disabled = false;
  }
}

if (window.PublicKeyCredential) {
  for (const button of document.querySelectorAll("[data-passkey]")) {
    button.hidden = false;
    button.addEventListener("click", () => send(button));
  }
} else {
  for (const told of document.querySelectorAll("[data-passkey-none]")) {
    told.hidden = false;
  }
}
