// Work that is not sent yet stays in the browser: forms marked data-keep="KEY", one record per account and key.
// A record goes when the server has taken the form (the answer to a sent form is a redirect), when the person
// discards it, or after two weeks. Hidden fields, passwords and files are never kept.

const PREFIX = "lingnan-keep:";
const SENT = "lingnan-sent"; // per tab: the record whose form is under way
const LONGEST = 14 * 24 * 3600 * 1000;
const NEVER = ["hidden", "password", "file", "submit", "button", "reset", "image"];
const root = document.documentElement;
const say = (zh, en) => (root.lang === "en" ? en : zh);
const clock = (at) => new Date(at).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Shanghai" });

// A browser may refuse its store (private window, no room): then nothing is promised.
function store(act) {
  try {
    return act(localStorage, sessionStorage);
  } catch (error) {
    if (error instanceof DOMException) return undefined;
    throw error;
  }
}

function recordAt(name) {
  const text = store((kept) => kept.getItem(name));
  try {
    return text ? JSON.parse(text) : null;
  } catch {
    return null; // not ours, or cut off
  }
}

const fieldsOf = (form) =>
  [...form.elements].filter((field) => field.name && field.type && !NEVER.includes(field.type) && field.tagName !== "BUTTON" && field.autocomplete !== "one-time-code");

// Every field as [name, place among its namesakes, value]: names may repeat.
function valuesOf(form) {
  const seen = {};
  return fieldsOf(form).map((field) => {
    const place = (seen[field.name] = (seen[field.name] ?? -1) + 1);
    if (field.type === "checkbox" || field.type === "radio") return [field.name, place, field.checked];
    if (field.multiple) return [field.name, place, [...field.selectedOptions].map((option) => option.value)];
    return [field.name, place, field.value];
  });
}

function put(form, values) {
  const fields = fieldsOf(form);
  for (const [name, place, value] of values) {
    const field = fields.filter((each) => each.name === name)[place];
    if (!field) continue;
    if (typeof value === "boolean") field.checked = value;
    else if (Array.isArray(value)) for (const option of field.options) option.selected = value.includes(option.value);
    else field.value = value;
  }
}

// Was the form sent from this tab taken? A redirect that ends on a whole page of the same account says so.
function settle(account) {
  const sent = store((_, tab) => tab.getItem(SENT));
  if (!sent) return;
  store((_, tab) => tab.removeItem(SENT));
  const [way] = performance.getEntriesByType("navigation");
  const isRefused = document.querySelector(".error-summary[data-focus], #notes .note.warning, #notes .note.error");
  const isTaken = way?.type === "navigate" && way.redirectCount > 0 && !(way.responseStatus >= 400);
  if (isTaken && !isRefused && sent.startsWith(`${PREFIX}${account}:`)) store((kept) => kept.removeItem(sent));
}

function dropOld() {
  const names = store((kept) => Object.keys(kept).filter((name) => name.startsWith(PREFIX))) ?? [];
  for (const name of names) {
    if (!(recordAt(name)?.at > Date.now() - LONGEST)) store((kept) => kept.removeItem(name));
  }
}

function lineOf(form) {
  const line = form.querySelector(".saved") ?? Object.assign(document.createElement("p"), { className: "saved" });
  line.setAttribute("aria-live", "polite");
  if (!line.isConnected) (form.querySelector(".form-buttons") ?? form).append(line);
  return line;
}

function offerBack(form, discard) {
  const note = Object.assign(document.createElement("p"), { className: "note" });
  note.dataset.restored = "";
  const words = Object.assign(document.createElement("span"), { textContent: say("已恢复未提交的内容", "Unsent work restored") });
  const button = Object.assign(document.createElement("button"), { type: "button", className: "link-button", textContent: say("放弃这些内容", "Discard it") });
  button.addEventListener("click", () => (discard(), note.remove()));
  note.append(words, button);
  form.prepend(note);
}

function keep(form, account) {
  const key = form.dataset.keep;
  const name = `${PREFIX}${account}:${key}`;
  const line = lineOf(form);
  let touched = false;
  let at = 0;
  const tell = () => {
    if (!at) return (line.textContent = "");
    line.textContent = navigator.onLine ? say(`已存 ${clock(at)}`, `saved ${clock(at)}`) : say("未联网，存在本机", "Offline; kept on this machine");
  };
  const save = () => {
    touched = true;
    if (!key) return;
    const now = Date.now();
    const isKept = store((kept) => (kept.setItem(name, JSON.stringify({ at: now, values: valuesOf(form) })), true));
    at = isKept ? now : 0;
    tell();
    if (!isKept) line.textContent = say("这个浏览器不能暂存，请尽快提交", "This browser cannot keep drafts; please send soon");
  };
  const discard = () => {
    form.reset();
    store((kept) => kept.removeItem(name));
    touched = false;
    at = 0;
    tell();
    form.dispatchEvent(new CustomEvent("restored"));
    fieldsOf(form)[0]?.focus();
  };
  const record = key ? recordAt(name) : null;
  const isAnswered = form.querySelector(".field.bad, .error-summary") || form.previousElementSibling?.matches(".error-summary"); // then the server gave back what was sent
  if (record && !isAnswered && JSON.stringify(record.values) !== JSON.stringify(valuesOf(form))) {
    put(form, record.values);
    touched = true;
    at = record.at;
    offerBack(form, discard);
    tell();
    form.dispatchEvent(new CustomEvent("restored"));
  }
  form.addEventListener("input", save);
  form.addEventListener("change", save);
  form.addEventListener("submit", () => {
    touched = false;
    if (key) store((_, tab) => tab.setItem(SENT, name));
  });
  for (const kind of ["online", "offline"]) window.addEventListener(kind, tell);
  window.addEventListener("beforeunload", (event) => touched && event.preventDefault());
}

export function startKeeping() {
  const account = root.dataset.account ?? "";
  settle(account);
  dropOld();
  for (const form of document.querySelectorAll("form[data-keep]")) keep(form, account);
}
