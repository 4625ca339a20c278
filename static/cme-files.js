// Files: dropping them, telling early what is too large, fields that only some choices need. Everything works without it.
(() => {
  "use strict";
  const doc = document;
  const on = (type, act) => doc.addEventListener(type, act);
  const one = (selector, root) => (root || doc).querySelector(selector);
  const all = (selector, root) => [...(root || doc).querySelectorAll(selector)];
  const within = (event, selector) => event.target.closest ? event.target.closest(selector) : null;

  // Files dropped on .drop
  on("dragover", (event) => {
    const zone = within(event, ".drop");
    if (!zone) return;
    event.preventDefault();
    zone.classList.add("drop--over");
  });
  on("dragleave", (event) => {
    const zone = within(event, ".drop");
    if (zone && !zone.contains(event.relatedTarget)) zone.classList.remove("drop--over");
  });
  on("drop", (event) => {
    const zone = within(event, ".drop");
    const input = zone && one("input[type=file]", zone);
    if (!input) return;
    event.preventDefault();
    zone.classList.remove("drop--over");
    if (!event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });

  on("change", (event) => {
    const input = event.target;
    const zone = input.type === "file" && input.closest(".drop");
    if (zone) {
      const text = one(".drop-text", zone);
      const names = [...input.files].map((file) => file.name).join(", ");
      if (text) text.textContent = names || "or drop a file here";
      if (names && one("#status")) one("#status").textContent = "Chosen: " + names;
      if (names && zone.hasAttribute("data-autosubmit")) input.form.requestSubmit();
    }
  });

  // Files that are too large are told before they are sent: data-each and data-all are megabytes.
  const tooLarge = (input) => {
    const files = all("input[type=file][data-all]", input.form).flatMap((each) => [...each.files]);
    const mega = (bytes) => bytes / 1048576;
    const large = [...input.files].find((file) => mega(file.size) > input.dataset.each);
    if (large) return `“${large.name}” has ${mega(large.size).toFixed(1)} MB; at most ${input.dataset.each} MB fit.`;
    const sum = mega(files.reduce((bytes, file) => bytes + file.size, 0));
    return sum > input.dataset.all ? `These files have ${sum.toFixed(1)} MB together; at most ${input.dataset.all} MB fit at once. Add the others afterwards.` : "";
  };
  on("change", (event) => {
    const input = event.target;
    if (!input.matches("input[type=file][data-all]")) return;
    const fault = tooLarge(input);
    const field = input.closest(".field");
    let note = one("[data-too-large]", field);
    if (!note && fault) {
      note = doc.createElement("p");
      note.className = "error";
      note.dataset.tooLarge = "";
      note.setAttribute("role", "alert");
      one("label", field).after(note);
    }
    if (note) note.textContent = fault;
    field.classList.toggle("field--error", Boolean(fault));
    if (fault) input.value = "";
  });

  // A field that only some choices of another ask for: data-when names it, data-is lists the values.
  const whenFields = () => all("[data-when]").forEach((input) => {
    const other = input.form.elements[input.dataset.when];
    input.closest(".field").hidden = !input.dataset.is.split(" ").includes(other.value) && !input.value;
  });
  on("change", (event) => { if (event.target.matches("select")) whenFields(); });
  whenFields();
})();
