// Passkeys: what the browser does between pressing a button and sending its form. Only pages that need it load it.
(() => {
  "use strict";
  const able = window.PublicKeyCredential && PublicKeyCredential.parseRequestOptionsFromJSON
    && PublicKeyCredential.parseCreationOptionsFromJSON && PublicKeyCredential.prototype.toJSON;
  if (!able) return;

  const WORDS = {
    InvalidStateError: "This device has a passkey for your account already.",
    NotAllowedError: "No passkey came back. Try again, or go another way.",
    NotSupportedError: "This device cannot make such a passkey. An authenticator app works too.",
    SecurityError: "Passkeys do not work at this address.",
  };

  const asked = async (form) => {
    const answer = await fetch(form.dataset.options, { method: "POST", redirect: "manual" });
    if (answer.type === "opaqueredirect") { // the session ended, or the sign-in is too long ago
      location.reload();
      return null;
    }
    if (!answer.ok) throw new Error(answer.status);
    return answer.json();
  };

  const made = async (form) => {
    const options = await asked(form);
    if (!options) return null;
    return form.dataset.passkey === "create"
      ? navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
      : navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
  };

  const run = async (form) => {
    const said = form.querySelector("[data-passkey-said]");
    const button = form.querySelector("[type=submit]");
    said.textContent = "";
    button.disabled = true;
    try {
      const credential = await made(form);
      if (!credential) return;
      form.elements.credential.value = JSON.stringify(credential);
      form.submit();
    } catch (fault) {
      button.disabled = false;
      said.textContent = WORDS[fault.name] || "That did not work just now. Wait a moment and try again.";
    }
  };

  document.querySelectorAll("form[data-passkey]").forEach((form) => {
    form.hidden = false;
    form.querySelectorAll("[data-passkey-missing]").forEach((each) => each.remove());
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      run(form);
    });
  });

  // Back from the page that followed: what was signed is used up.
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    document.querySelectorAll("form[data-passkey]").forEach((form) => {
      form.elements.credential.value = "";
      form.querySelector("[type=submit]").disabled = false;
    });
  });
})();
