// The tokens as JavaScript reads them. One place, so that dark needs no second theme.

export function token(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

export const family = () => token("font");

export function scale(name, classes) {
  const whole = { seq5: 5, seq7: 7, div7: 7, cat8: 8 }[name];
  const places = Array.from({ length: whole }, (_, place) => place + 1);
  // a diverging scale of five leaves out the second and the last but one
  const chosen = name === "div7" && classes === 5 ? [1, 3, 4, 5, 7] : places.slice(0, classes);
  return chosen.map((place) => token(`${name}-${place}`));
}

function luminance(hex) {
  const parts = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255);
  const [r, g, b] = parts.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

const contrast = (a, b) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);

// Ink or paper, whichever reads better on the colour.
export function ink(hex) {
  const ground = luminance(hex);
  const [dark, light] = [token("map-ink"), token("map-paper")];
  return contrast(luminance(dark), ground) >= contrast(luminance(light), ground) ? dark : light;
}

// Calls back when light becomes dark or the other way round, and when the page is printed (always light).
export function onThemeChange(act) {
  for (const query of ["(prefers-color-scheme: dark)", "print"]) matchMedia(query).addEventListener("change", act);
}

// No movement where the person wants none.
export const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

export function dataOf(id) {
  return JSON.parse(document.getElementById(id).textContent);
}

// Where a drawing cannot be made the page still has its table: open it and put the empty frame away.
export function showTable(frame, why) {
  const twin = frame.parentElement.querySelector("details.twin");
  if (twin) twin.open = true;
  frame.hidden = !frame.querySelector("svg"); // what the server drew stays
  if (why) console.info(why);
}
