// A document beside what was read from it (`shell/review.html`): pointing at one side lights the other; keys decide.
import { isTyping, lettersOn } from "./typing.mjs";

const keyOf = (target) => {
  const side = target.closest?.("[data-item], [data-source]");
  return side?.dataset.item ?? side?.dataset.source;
};

// Only the pane moves, never the page: the eye stays where it is.
function bring(part) {
  const pane = part?.closest(".review-pane");
  if (!pane || pane.scrollHeight <= pane.clientHeight) return;
  const [inner, outer] = [part.getBoundingClientRect(), pane.getBoundingClientRect()];
  if (inner.top < outer.top || inner.bottom > outer.bottom) pane.scrollTop += inner.top - outer.top - 16;
}

function startReview(review) {
  const items = [...review.querySelectorAll("[data-item]")];
  const parts = [...review.querySelectorAll("[data-item], [data-source]")];
  const light = (key, moves) => {
    for (const part of parts) {
      const isLit = key !== undefined && (part.dataset.item ?? part.dataset.source) === key;
      part.classList.toggle("lit", isLit);
      if (isLit && moves) bring(part);
    }
  };
  review.addEventListener("mouseover", (event) => keyOf(event.target) !== undefined && light(keyOf(event.target), false));
  review.addEventListener("focusin", (event) => keyOf(event.target) !== undefined && light(keyOf(event.target), true));

  const inner = (found) => found.at(-1); // parts stand behind the item that holds them
  const current = () => inner(items.filter((item) => item.contains(document.activeElement))) ?? inner(items.filter((item) => item.classList.contains("lit"))) ?? items.find((item) => `#${item.id}` === location.hash);
  const step = (by) => {
    const at = items.indexOf(current());
    const next = items[Math.min(Math.max(at + by, 0), items.length - 1)];
    next?.focus({ preventScroll: true });
    next?.scrollIntoView({ block: "nearest" });
  };
  // A part (a proposal inside an item) has verdicts of its own; keys on the item never decide its parts.
  const own = (item, verdict) => (item.matches(".review-parts li") ? `button[value="part-${verdict}"]` : `button[value="${verdict}"], a[data-press="${verdict}"]`);
  const press = (verdict) => {
    const item = current();
    item?.querySelector(own(item, verdict))?.click();
  };
  const correct = () => (current()?.querySelector("[name=value]") ? current().querySelector("[name=value]").select() : press("correct"));
  const acts = {
    j: () => step(1),
    k: () => step(-1),
    a: () => press("accept"),
    e: correct,
    r: () => press("reject"),
    u: () => press("undo"),
  };
  // On a page with other rows the keys are ours only while the focus is inside.
  const isOurs = () => review.contains(document.activeElement) || !document.querySelector("main tbody tr, main .todo li");
  document.addEventListener(
    "keydown",
    (event) => {
      const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
      if (!isPlain || !acts[event.key] || isTyping(event.target) || !lettersOn() || document.querySelector("dialog[open]") || !isOurs()) return;
      event.preventDefault();
      event.stopPropagation(); // the rows of the page have the same letters
      acts[event.key]();
    },
    true,
  );
}

for (const review of document.querySelectorAll("[data-review]")) startReview(review);
