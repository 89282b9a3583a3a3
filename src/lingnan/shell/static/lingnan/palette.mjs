// Search as one types: results under the box, grouped; Enter opens the first. Without script the box is a plain form.

const DELAY = 120;

function link(hit, place) {
  const item = document.createElement("a");
  item.href = hit.url;
  item.id = `hit-${place}`;
  item.setAttribute("role", "option");
  item.append(hit.title);
  if (hit.note) {
    const note = document.createElement("small");
    note.textContent = hit.note;
    item.append(note);
  }
  return item;
}

function draw(list, groups, empty) {
  list.replaceChildren();
  let place = 0;
  for (const group of groups) {
    const part = document.createElement("div");
    const head = document.createElement("h3");
    head.textContent = group.label;
    head.id = `group-${place}`;
    part.setAttribute("role", "group");
    part.setAttribute("aria-labelledby", head.id);
    part.append(head, ...group.hits.map((hit) => link(hit, place++)));
    list.append(part);
  }
  if (!groups.length) {
    const none = document.createElement("p");
    none.className = "muted";
    none.textContent = empty;
    list.append(none);
  }
}

function choose(box, list, by) {
  const all = [...list.querySelectorAll("a")];
  const now = all.findIndex((item) => item.getAttribute("aria-selected") === "true");
  const next = all[(now + by + all.length) % all.length];
  all[now]?.setAttribute("aria-selected", "false");
  if (!next) return;
  next.setAttribute("aria-selected", "true");
  next.scrollIntoView({ block: "nearest" });
  box.setAttribute("aria-activedescendant", next.id);
}

export function startPalette() {
  const box = document.getElementById("search");
  const form = box?.closest("form");
  if (!box) return;
  const english = document.documentElement.lang === "en";
  const list = document.createElement("div");
  list.className = "palette";
  list.id = "palette";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", english ? "Results" : "结果");
  form.append(list);
  const marks = { role: "combobox", "aria-expanded": "false", "aria-controls": "palette", "aria-autocomplete": "list" };
  for (const [name, value] of Object.entries(marks)) box.setAttribute(name, value);

  let timer = 0;
  let asked = "";
  const show = (open) => {
    list.hidden = !open;
    box.setAttribute("aria-expanded", String(open));
    if (!open) box.removeAttribute("aria-activedescendant");
  };
  const ask = async () => {
    asked = box.value.trim();
    if (!asked) return show(false);
    const mine = asked;
    try {
      const answer = await fetch(`${form.action}?format=json&q=${encodeURIComponent(mine)}`);
      if (!answer.ok || mine !== asked) return;
      draw(list, (await answer.json()).groups, english ? "Nothing found" : "没有找到");
      show(true);
    } catch {
      show(false); // the form still leads to the page of results
    }
  };
  box.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, DELAY);
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Escape") return show(false);
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      choose(box, list, event.key === "ArrowDown" ? 1 : -1);
    }
    if (event.key === "Enter" && !list.hidden) {
      const wanted = list.querySelector('a[aria-selected="true"]') ?? list.querySelector("a");
      if (wanted) {
        event.preventDefault();
        location.assign(wanted.href);
      }
    }
  });
  document.addEventListener("click", (event) => form.contains(event.target) || show(false));
  document.addEventListener("keydown", (event) => {
    const slash = event.key === "/" && !event.target.closest("input, textarea, select");
    if (slash || ((event.ctrlKey || event.metaKey) && event.key === "k")) {
      event.preventDefault();
      box.focus();
      box.select();
    }
  });
}
