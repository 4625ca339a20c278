// What the pages do beyond plain HTML. Everything here is optional: each form and link works without it.
(() => {
  "use strict";
  const doc = document;
  const on = (type, act, capture) => doc.addEventListener(type, act, capture);
  const one = (selector, root) => (root || doc).querySelector(selector);
  const all = (selector, root) => [...(root || doc).querySelectorAll(selector)];
  const within = (event, selector) => event.target.closest ? event.target.closest(selector) : null;
  const dialog = () => one("#dialog");
  doc.documentElement.classList.add("js");

  // Behind an open dialog nothing is seen or read out: it has a region of its own.
  const say = (text, place) => {
    const region = place || (dialog().open ? one("#dialog-status") : one("#status"));
    if (region) region.textContent = text;
  };

  const focus = (element) => {
    if (!element) return false;
    if (!element.matches("a[href], button, input, select, textarea, summary, [tabindex]")) element.tabIndex = -1;
    element.focus();
    return doc.activeElement === element;
  };

  const submit = (form) => form.requestSubmit(one("[type=submit]:not(:disabled)", form) || undefined);

  // Errors: the summary takes the focus, after a page load and after a swap.
  const focusErrors = (root) => focus(all("[data-errors]", root).pop() || one("[aria-invalid=true]", root));

  const firstField = (root) => {
    const first = one("input:not([type=hidden]):not(:disabled), select, textarea", root);
    return first && first.type === "radio" && all("input[type=radio]:checked", root).find((each) => each.name === first.name) || first;
  };

  // Dialog: opened by a swap into #dialog-body, closed by Esc, [data-close] or the event dialog-close.
  let opener = null;
  let restAt = null;
  let toldBefore = "";

  const openDialog = (source, target) => {
    const box = dialog();
    if (!one("#dialog-body").firstElementChild) return;
    const heading = one("h1, h2", one("#dialog-body"));
    if (heading && !one("#dialog-title")) heading.id = "dialog-title";
    if (box.open) {
      // A hint that arrives while someone types must not take the focus away.
      const errors = one("[data-errors]", target);
      if (!errors && box.contains(doc.activeElement)) return;
      if (errors && focus(errors)) return;
    } else {
      opener = source && !box.contains(source) ? source : doc.activeElement;
      restAt = placeOf(opener);
      toldBefore = one("#messages").textContent;
      box.showModal();
    }
    focusErrors(box) || focus(one("[autofocus]", box))
      || focus(firstField(one("#dialog-body"))) || focus(one("#dialog-title"));
  };

  // Where an action stands: its row among the rows, itself among the row's actions.
  const actions = (row) => all("a[href], button", row);
  const placeOf = (element) => {
    const row = element && element.closest && element.closest("[data-row]");
    return row ? { row: all("[data-row]").indexOf(row), action: actions(row).indexOf(element) } : null;
  };

  const goBack = (wanted) => {
    if (wanted && focus(one(wanted))) return;
    if (opener && opener.isConnected && focus(opener)) return;
    const again = opener && opener.id && doc.getElementById(opener.id);
    if (again && focus(again)) return;
    focusRow(restAt);
  };

  // The same action of the row that took this place, or the page's heading where no row is left.
  const focusRow = (place) => {
    const rows = all("[data-row]");
    const row = place && rows[Math.min(place.row, rows.length - 1)];
    const action = row && (actions(row)[place.action] || actions(row)[0]);
    if (!focus(action || row)) focus(one("main h1"));
  };

  let wanted = "";
  const closeDialog = (selector) => {
    const box = dialog();
    wanted = selector || "";
    if (box && box.open) box.close();
    else if (wanted) goBack(wanted);
  };

  on("close", (event) => {
    if (event.target !== dialog()) return;
    one("#dialog-body").replaceChildren();
    say("", one("#dialog-status"));
    goBack(wanted);
    wanted = "";
    // What arrived behind the open dialog was not read out: it arrives once more.
    const told = one("#messages");
    if (told.textContent !== toldBefore) setTimeout(() => told.append(...told.childNodes), 150);
  }, true);
  on("dialog-close", (event) => closeDialog(event.detail && event.detail.focus));
  on("click", (event) => {
    if (!within(event, "[data-close]") || !dialog().open) return;
    event.preventDefault();
    closeDialog();
  });

  const targetOf = (event) => {
    const target = (event.detail.ctx || {}).target;
    return target && target.nodeType ? target : event.target;
  };
  let lostAt = null;
  let inDialog = false; // asked before the swap: a target that is replaced stands nowhere afterwards
  on("htmx:before:swap", (event) => {
    lostAt = placeOf(doc.activeElement);
    inDialog = dialog().contains(targetOf(event));
  });
  on("htmx:after:swap", (event) => {
    const context = event.detail.ctx || {};
    const target = targetOf(event);
    const box = dialog();
    if (one("#dialog-body").firstElementChild && (inDialog || !box.open)) {
      openDialog(context.sourceElement, box.contains(target) ? target : box);
    } else if (context.response && context.response.status >= 400) {
      focusErrors(target.isConnected ? target : doc);
    }
    if (lostAt && doc.activeElement === doc.body && !box.open) focusRow(lostAt);
    refresh();
  });
  on("htmx:before:request", () => say("", one("#dialog-status")));
  on("htmx:response:error", (event) => {
    const { response, sourceElement } = event.detail.ctx;
    if (response.status < 500 || !sourceElement.matches("form")) return;
    say("That could not be saved just now; what you entered is still here. Wait a moment and try again.");
  });
  on("htmx:error", () => say("That did not reach the server. Check your connection and try again."));

  // Combobox: suggestions under a search field (ARIA APG, list autocomplete with manual selection).
  const listOf = (input) => doc.getElementById(input.getAttribute("aria-controls"));
  const options = (input) => all("[role=option]", listOf(input));
  const isOpen = (input) => input.getAttribute("aria-expanded") === "true";

  const expand = (input, open) => {
    const list = listOf(input);
    if (!list) return;
    const show = open && options(input).length > 0;
    input.setAttribute("aria-expanded", show);
    list.hidden = !show;
    if (!show) activate(input, null);
  };

  const activate = (input, option) => {
    options(input).forEach((each) => each.setAttribute("aria-selected", each === option));
    if (option) {
      input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else input.removeAttribute("aria-activedescendant");
  };

  const choose = (input, option) => {
    expand(input, false);
    if (option.dataset.href) location.assign(option.dataset.href);
    else {
      input.value = option.dataset.value || option.textContent.trim();
      submit(input.form);
    }
  };

  on("keydown", (event) => {
    const input = within(event, "input[data-combobox]");
    if (!input || event.isComposing || event.ctrlKey || event.metaKey) return;
    const open = isOpen(input);
    const choices = options(input);
    const active = choices.findIndex((each) => each.id === input.getAttribute("aria-activedescendant"));
    const count = choices.length;
    if ((event.key === "ArrowDown" || event.key === "ArrowUp") && count) {
      const down = event.key === "ArrowDown";
      if (!open) expand(input, true);
      if (!event.altKey) activate(input, choices[active < 0 ? (down ? 0 : count - 1) : (active + (down ? 1 : count - 1)) % count]);
    } else if (open && event.key === "Escape") {
      input.dataset.closed = input.value; // what arrives late for the same words does not open it again
      expand(input, false);
    } else if (open && active >= 0 && event.key === "Enter") choose(input, choices[active]);
    else if (event.key === "Home" || event.key === "End") {
      const at = event.key === "Home" ? 0 : input.value.length;
      if (!event.shiftKey) input.setSelectionRange(at, at);
      activate(input, null);
      if (event.shiftKey) return;
    } else {
      if (event.key === "ArrowLeft" || event.key === "ArrowRight") activate(input, null);
      return;
    }
    event.preventDefault();
  });
  on("mousedown", (event) => { if (within(event, "[role=listbox]")) event.preventDefault(); });
  on("click", (event) => {
    const option = within(event, "[role=option]");
    const list = option && option.closest("[role=listbox]");
    const input = list && one(`input[data-combobox][aria-controls="${list.id}"]`);
    if (!input || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    choose(input, option);
  });
  on("focusout", (event) => { if (event.target.matches("input[data-combobox]")) expand(event.target, false); });
  on("submit", (event) => all("input[data-combobox]", event.target).forEach((input) => expand(input, false)));

  // Claiming: ticks, "all", ranges by shift, and the total in whole hundredths.
  const credits = (hundredths) => {
    const rest = String(hundredths % 100).padStart(2, "0").replace(/0+$/, "");
    return Math.floor(hundredths / 100) + (rest && "." + rest);
  };
  const units = (hundredths, noun) => `${credits(hundredths)} ${noun || "credit"}${hundredths === 100 ? "" : "s"}`;
  const boxes = (form) => all("input[type=checkbox][data-amount]:not(:disabled)", form);
  let last = null;
  let timer = 0;

  // Of a course's topic a part can be claimed: what is typed in its field, or the whole where that is no amount.
  const partOf = (box) => one(`[data-part="${box.id}"]`, box.form);
  const typed = (field) => {
    const found = /^\s*(\d{1,6})(?:[.,](\d{1,2}))?\s*$/.exec(field.value);
    return found ? Number(found[1]) * 100 + Number((found[2] || "0").padEnd(2, "0")) : null;
  };
  const asked = (box) => {
    const field = partOf(box);
    const amount = field ? typed(field) : null;
    return amount === null ? Number(box.dataset.amount) : amount;
  };

  const reckon = (form, aloud) => {
    const noun = form.dataset.noun;
    const mine = boxes(form);
    const ticked = mine.filter((box) => box.checked);
    const total = ticked.reduce((sum, box) => sum + asked(box), 0);
    all("[data-all]", form).forEach((box) => {
      box.checked = mine.length > 0 && ticked.length === mine.length;
      box.indeterminate = ticked.length > 0 && !box.checked;
    });
    all("[data-total]", form).forEach((place) => { place.textContent = units(total, noun); });
    all("[data-claim-button]", form).forEach((button) => {
      button.textContent = ticked.length ? "Claim " + units(total, noun) : "Claim credits";
    });
    if (!aloud) return;
    clearTimeout(timer);
    timer = setTimeout(() => all("[data-status]", form).forEach((place) =>
      say(`${ticked.length} of ${mine.length} selected, ${units(total, noun)}`, place)), 400);
  };

  on("click", (event) => {
    const box = within(event, "form[data-claim] input[type=checkbox]");
    if (!box) return;
    const form = box.form;
    const mine = boxes(form);
    if (box.matches("[data-all]")) mine.forEach((each) => { each.checked = box.checked; });
    else if (event.shiftKey && mine.includes(last) && mine.includes(box)) {
      const [from, to] = [mine.indexOf(last), mine.indexOf(box)].sort((a, b) => a - b);
      mine.slice(from, to + 1).forEach((each) => { each.checked = box.checked; });
    }
    if (mine.includes(box)) last = box;
    reckon(form, true);
  });
  // A shift-click on a label would select text between the two.
  on("mousedown", (event) => { if (event.shiftKey && within(event, "form[data-claim] label")) event.preventDefault(); });
  on("input", (event) => {
    const form = within(event, "form[data-claim]");
    if (!form || event.target.type === "checkbox") return;
    const box = event.target.dataset.part && doc.getElementById(event.target.dataset.part);
    if (box) box.checked = true;
    reckon(form, true);
  });
  // What is claimed whole, or not at all, need not be said.
  on("formdata", (event) => {
    if (!event.target.matches("form[data-claim]")) return;
    all("[data-part]", event.target).forEach((field) => {
      const box = doc.getElementById(field.dataset.part);
      if (!box.checked || typed(field) === Number(field.dataset.whole)) event.formData.delete(field.name);
    });
  });
  // Ticks stand in the address of the list, so that the browser's own way back finds them.
  on("submit", (event) => {
    const list = event.target.matches("form[data-claim]") && event.target.dataset.claim;
    if (list) history.replaceState(history.state, "", `${list}?${new URLSearchParams(new FormData(event.target))}`);
  });
  on("reset", (event) => { if (event.target.matches("[data-claim]")) setTimeout(reckon, 0, event.target); });

  on("change", (event) => {
    const input = event.target;
    if (input.matches("select[data-autosubmit], input[data-autosubmit]") && input.form) submit(input.form);
  });

  // Copy, print
  on("click", (event) => {
    const copy = within(event, "[data-copy]");
    if (copy) {
      event.preventDefault();
      navigator.clipboard.writeText(copy.dataset.copy).then(() => say("Copied."),
        () => say("Copying is not allowed here: select the text and copy it yourself."));
    }
    if (within(event, "[data-print]")) {
      event.preventDefault();
      window.print();
    }
  });

  // One press, one request. A form of htmx keeps its buttons (and the focus) and ignores the second press.
  on("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-once]")) return;
    if ("busy" in form.dataset) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    form.dataset.busy = "";
    // Later, because the name and value of a disabled button would not be sent.
    if (!form.matches("[hx-post], [hx-get]")) setTimeout(hold, 0, event);
  }, true);
  const hold = (event) => {
    if (event.defaultPrevented) release(event.target);
    else {
      all("[type=submit]", event.target).forEach((button) => { button.disabled = true; });
      // An answer that is a download leaves this page standing: data-once says after how many seconds it may be had again.
      if (event.target.dataset.once) setTimeout(release, 1000 * event.target.dataset.once, event.target);
    }
  };
  const release = (form) => {
    delete form.dataset.busy;
    all("[type=submit]", form).forEach((button) => { button.disabled = false; });
  };
  on("htmx:finally:request", (event) => { if (event.target.matches?.("form[data-busy]")) release(event.target); });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) all("form[data-busy]").forEach(release);
    all("form[data-claim]").forEach((form) => reckon(form));
  });

  // Menus of the header close by Esc, by a click elsewhere and when the focus leaves.
  const closeMenus = (but) => all("details.submenu[open]").forEach((each) => { if (each !== but) each.open = false; });
  on("click", (event) => closeMenus(within(event, "details.submenu")));
  on("focusin", (event) => {
    const item = within(event, "li:has(> details.submenu)");
    closeMenus(item && one("details.submenu", item));
  });
  on("keydown", (event) => {
    if (event.key !== "Escape") return;
    const item = within(event, "li:has(> details.submenu[open])");
    closeMenus();
    if (item) focus(one("summary", item));
  });

  // What has the focus never stands under the bar: its height is kept free when the page scrolls.
  const keepFree = (bar) => {
    const room = getComputedStyle(bar).position === "sticky" ? `${bar.offsetHeight + 12}px` : "";
    doc.documentElement.style.scrollPaddingBottom = room;
  };

  // After a swap: suggestions that arrived open their list, totals are made anew.
  const refresh = () => {
    all("input[data-combobox]").forEach((input) => expand(input, doc.activeElement === input && input.value.trim() !== "" && input.value !== input.dataset.closed));
    all("form[data-claim]").forEach((form) => reckon(form));
  };

  on("DOMContentLoaded", () => {
    refresh();
    const bar = one(".bar");
    if (bar) [bar, doc.documentElement].forEach((each) => new ResizeObserver(() => keepFree(bar)).observe(each));
    if (!one("main [data-still]")) focusErrors(one("main"));
    // Where somebody has a keyboard, it goes on from here; the page stays where it is.
    const still = matchMedia("(pointer: fine)").matches && one("main [data-focus-still]");
    if (still) addEventListener("load", () => setTimeout(() => still.focus({ preventScroll: true }), 0)); // after the #part of the address
  });
})();
