// Keys, menus and small comforts of every page. Nothing here is needed to read or to act.
import { startKeeping } from "./keep.mjs";
import { startPalette } from "./palette.mjs";
import { isTyping, lettersOn } from "./typing.mjs";

const root = document.documentElement;
root.classList.add("js");

// Menus close when one clicks elsewhere or presses Esc; only one is open.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

// Filters act when something is chosen; the button is for pages without script.
for (const form of document.querySelectorAll("form[data-auto]")) {
  form.addEventListener("change", (event) => {
    if (event.target.matches("select")) form.requestSubmit();
  });
}

// A table that fits its box keeps its head in sight; one that does not scrolls sideways inside the box.
const fit = (box) => {
  box.classList.remove("fits");
  const fits = box.scrollWidth <= box.clientWidth + 1;
  box.classList.toggle("fits", fits);
  const marks = { tabindex: "0", role: "group", "aria-label": box.dataset.name };
  for (const [name, value] of Object.entries(marks)) fits ? box.removeAttribute(name) : box.setAttribute(name, value);
};
const seen = new ResizeObserver((entries) => entries.forEach((entry) => fit(entry.target.firstElementChild)));
for (const holder of document.querySelectorAll(".holder")) seen.observe(holder);
// Plain tables scroll in their box too: the keyboard must be able to.
for (const box of document.querySelectorAll(".table-box:not(.rows)")) {
  if (box.scrollWidth > box.clientWidth + 1) box.tabIndex = 0;
}

// Rows chosen for a verb are counted.
for (const form of document.querySelectorAll("form[data-batch]")) {
  const said = form.querySelector("[data-chosen]");
  const base = said?.textContent;
  const english = root.lang === "en";
  form.addEventListener("change", () => {
    const chosen = form.querySelectorAll('input[name="row"]:checked').length;
    for (const box of form.querySelectorAll('input[name="row"]')) {
      box.closest("tr").classList.toggle("selected", box.checked);
    }
    form.querySelector(".batch")?.classList.toggle("on", chosen > 0);
    if (said) said.textContent = chosen ? (english ? `${chosen} selected` : `已选 ${chosen} 行`) : base;
  });
}

// A drawn map and the rows beside it share what is pointed at: `data-region` here, `data-row` there, the same code.
const drawn = [...document.querySelectorAll("svg [data-region]")];
if (drawn.length) {
  const point = (event) => {
    const at = event.target.closest?.("[data-region], [data-row]");
    const code = at?.dataset.region ?? at?.dataset.row;
    for (const area of drawn) area.classList.toggle("chosen", area.dataset.region === code);
    for (const row of document.querySelectorAll("tr[data-row]")) row.classList.toggle("pointed", row.dataset.row === code);
  };
  document.addEventListener("mouseover", point);
  document.addEventListener("focusin", point);
}

// The summary of errors takes the focus when the page comes back with one.
document.querySelector(".error-summary[data-focus]")?.focus();

// Dialogs opened by a button with data-dialog="id"; the quiet way out has the focus.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  if (!opener) return;
  const dialog = document.getElementById(opener.dataset.dialog);
  if (!dialog?.showModal) return;
  event.preventDefault();
  dialog.showModal();
  dialog.querySelector("[data-cancel]")?.focus();
});
document.addEventListener("click", (event) => {
  const cancel = event.target.closest("dialog [data-cancel]");
  if (!cancel) return;
  event.preventDefault();
  cancel.closest("dialog").close();
});

// Drop area of an upload: what falls on it goes into its file field.
for (const area of document.querySelectorAll(".drop")) {
  const field = area.querySelector('input[type="file"]');
  const stop = (event) => event.preventDefault();
  area.addEventListener("dragover", (event) => (stop(event), area.classList.add("over")));
  area.addEventListener("dragleave", () => area.classList.remove("over"));
  area.addEventListener("drop", (event) => {
    stop(event);
    area.classList.remove("over");
    if (field) field.files = event.dataTransfer.files;
  });
}

// ---- keys ----
const GO = { h: "h", t: "t", r: "r", m: "m" };
let waitsForPlace = false;

function rows() {
  return [...document.querySelectorAll("main tbody tr, main .todo li")].filter((row) => row.offsetParent !== null);
}

function step(by) {
  const all = rows();
  const now = all.findIndex((row) => row.classList.contains("current-row"));
  const next = all[Math.min(Math.max(now + by, 0), all.length - 1)];
  if (!next) return;
  all[now]?.classList.remove("current-row");
  next.classList.add("current-row");
  (next.querySelector("a, button, input") ?? next).focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

function go(letter) {
  const target = document.querySelector(`[data-go="${GO[letter]}"]`);
  if (target) location.assign(target.href);
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
    if (location.hash === "#rail") location.hash = "#main";
    return;
  }
  if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
    event.target.closest("form")?.requestSubmit();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || !lettersOn()) return;
  if (waitsForPlace) {
    waitsForPlace = false;
    if (GO[event.key]) go(event.key);
    return;
  }
  const acts = {
    g: () => (waitsForPlace = true),
    j: () => step(1),
    k: () => step(-1),
    x: () => document.querySelector('.current-row input[name="row"]')?.click(),
    "?": () => document.getElementById("keys")?.showModal(),
  };
  if (acts[event.key]) {
    event.preventDefault();
    acts[event.key]();
  }
});

// Whether single letters act is the person's choice (WCAG 2.1.4).
const choice = document.getElementById("letters");
if (choice) {
  choice.checked = lettersOn();
  choice.addEventListener("change", () => localStorage.setItem("lingnan-keys", choice.checked ? "on" : "off"));
}

startKeeping();
startPalette();
