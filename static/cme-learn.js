// Questions and courses: answering by digits, keeping the place of a reading. Everything works without it.
(() => {
  "use strict";
  const doc = document;
  const on = (type, act) => doc.addEventListener(type, act);
  const one = (selector, root) => (root || doc).querySelector(selector);
  const all = (selector, root) => [...(root || doc).querySelectorAll(selector)];
  const within = (event, selector) => event.target.closest ? event.target.closest(selector) : null;

  // A quiz: the digits choose an answer, only while an answer has the focus (Enter answers by itself).
  on("keydown", (event) => {
    const form = within(event, "form[data-digits]");
    if (!form || event.target.type !== "radio" || event.ctrlKey || event.metaKey || event.altKey) return;
    const radio = all("input[type=radio]", form)["12345678".indexOf(event.key)];
    if (!radio || event.key.length !== 1) return;
    event.preventDefault();
    radio.checked = true;
    radio.focus();
  });

  // Reading: where somebody stopped is kept now and then, and when the page is left.
  const reading = () => one("[data-place]");
  let placed = "";
  const keepPlace = () => {
    const text = reading();
    if (!text) return;
    const box = text.getBoundingClientRect();
    const seen = all("h2[id^=s-]", text).filter((each) => each.getBoundingClientRect().top < innerHeight * .6).pop();
    const percent = Math.round(100 * Math.min(1, Math.max(0, (innerHeight - box.top) / box.height)));
    if (!seen || scrollY < 100 || placed === seen.id + percent) return;
    placed = seen.id + percent;
    fetch(text.dataset.place, { method: "POST", keepalive: true, redirect: "manual", body: new URLSearchParams({ section: seen.id, percent }) })
      .catch(() => { placed = ""; });
  };
  if (reading()) setInterval(keepPlace, 10000);
  on("visibilitychange", () => { if (doc.visibilityState === "hidden") keepPlace(); });
})();
