// What both kinds of map share: MapLibre is brought when a page has one, a frame that cannot be drawn opens its table.
import { dataOf, family, showTable } from "./theme.mjs";

const MARGIN = 20; // px around the land

// West, south, east, north of everything, islands included: nothing is cropped.
export function boxOf(collection) {
  const points = collection.features.flatMap((feature) =>
    feature.geometry.coordinates.flat(feature.geometry.type === "Polygon" ? 1 : 2),
  );
  return box(points);
}

export function box(points) {
  const whole = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of points) {
    whole[0] = Math.min(whole[0], x);
    whole[1] = Math.min(whole[1], y);
    whole[2] = Math.max(whole[2], x);
    whole[3] = Math.max(whole[3], y);
  }
  return whole;
}

async function open(maplibre, frame, sources, bounds) {
  const said = Object.assign(document.createElement("p"), { className: "map-said" });
  said.setAttribute("aria-live", "polite");
  frame.append(said);
  const map = new maplibre.Map({
    container: frame,
    style: { version: 8, sources, layers: [], transition: { duration: 0, delay: 0 } },
    bounds,
    fitBoundsOptions: { padding: MARGIN },
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    scrollZoom: false,
    localIdeographFontFamily: family(),
    fadeDuration: 0,
    canvasContextAttributes: { preserveDrawingBuffer: true }, // or paper stays white
  });
  map.addControl(new maplibre.NavigationControl({ showCompass: false }), "top-right");
  map.getCanvas().setAttribute("aria-label", frame.getAttribute("aria-label"));
  await new Promise((done) => map.once("load", done));
  return map;
}

// Draw every frame with `data-<kind>`; `draw` gets the frame, its data and how to open a map in it.
export function start(kind, draw) {
  const attribute = kind.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  const frames = [...document.querySelectorAll(`[data-${attribute}]`)];
  if (!frames.length) return;
  const link = Object.assign(document.createElement("link"), { rel: "stylesheet" });
  link.href = new URL("../vendor/maplibre-gl.css", import.meta.url).href;
  document.head.append(link);
  import("../vendor/maplibre-gl.mjs").then(
    (maplibre) => {
      for (const frame of frames) {
        draw(frame, dataOf(frame.dataset[kind]), (sources, bounds) => open(maplibre, frame, sources, bounds)).then(
          (map) => map.once("idle", () => (frame.dataset.ready = "yes")),
          (error) => showTable(frame, error),
        );
      }
    },
    (error) => frames.forEach((frame) => showTable(frame, error)),
  );
}
