// Runs before anything is drawn, so that what needs scripting is not first shown and then hidden.
document.body.className +=
  " js-enabled" + ("noModule" in HTMLScriptElement.prototype ? " govuk-frontend-supported" : "");
