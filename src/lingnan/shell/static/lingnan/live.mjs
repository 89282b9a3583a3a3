// Pages that follow the data: ask once a second whether something changed; if so, take the page again and put the new
// texts, tables, chart and map into the old one. Rests while nobody looks; waits longer while the server is away.
const EVERY = 1000; // ms
const LONGEST_WAIT = 30000;
const PARTS = "h1, [data-live], [data-layer] tbody";

let mark = null;
let wait = EVERY;

async function changed(from) {
  const answer = await fetch(from, { headers: mark ? { "If-None-Match": mark } : {}, cache: "no-store" });
  if (answer.status === 304) return false;
  if (!answer.ok) throw new Error(`live: ${answer.status}`);
  const before = mark;
  mark = answer.headers.get("ETag");
  return before !== null && before !== mark;
}

async function takeIn() {
  const answer = await fetch(location.href, { cache: "no-store" });
  if (!answer.ok) throw new Error(`page: ${answer.status}`);
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const now = document.querySelectorAll(PARTS);
  const then = fresh.querySelectorAll(PARTS);
  const kinds = (page) => page.querySelectorAll("[data-chart], [data-place-map]").length;
  if (now.length !== then.length || kinds(document) !== kinds(fresh)) return location.reload();
  now.forEach((part, place) => {
    if (!part.contains(document.activeElement)) part.replaceChildren(...document.adoptNode(then[place]).childNodes);
  });
  for (const frame of document.querySelectorAll("[data-chart], [data-place-map]")) {
    const id = frame.dataset.chart ?? frame.dataset.placeMap;
    const text = fresh.getElementById(id)?.textContent;
    const kept = document.getElementById(id);
    if (!text || !kept || kept.textContent === text) continue;
    kept.textContent = text;
    frame.dispatchEvent(new CustomEvent("lingnan:data", { detail: JSON.parse(text) }));
  }
  document.body.dataset.liveAt = new Date().toISOString();
}

async function round(from) {
  try {
    if (!document.hidden && (await changed(from))) await takeIn();
    wait = EVERY;
  } catch {
    wait = Math.min(wait * 2, LONGEST_WAIT);
  }
  setTimeout(round, wait, from);
}

const source = document.querySelector("[data-live-from]")?.dataset.liveFrom;
if (source) round(source);
