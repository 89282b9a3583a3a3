// The platform's map: city outlines below, places of each layer above, drawn by MapLibre. The tables beside it are the text.
import { calm, dataOf, family, onThemeChange, showTable, token } from "../lingnan/theme.mjs";

const SIZE = 18; // px of a symbol; the target around it is 24
const RATIO = 2;

// Shape and colour say the state together: square with a cross, triangle, circle, hollow circle.
const SHAPES = {
  late: (pen) => {
    pen.fillRect(3, 3, 12, 12);
    pen.strokeStyle = token("surface");
    for (const [x, y, u, v] of [[6, 6, 12, 12], [12, 6, 6, 12]]) stroke(pen, x, y, u, v);
  },
  warn: (pen) => path(pen, [[9, 2], [16, 15], [2, 15]], true),
  ok: (pen) => circle(pen, true),
  done: (pen) => circle(pen, false),
  none: (pen) => circle(pen, false),
};
const INK = { late: "late", warn: "warn", ok: "ok", done: "ok", none: "none" };

function stroke(pen, x, y, u, v) {
  pen.lineWidth = 2;
  pen.beginPath();
  pen.moveTo(x, y);
  pen.lineTo(u, v);
  pen.stroke();
}

function path(pen, points, fill) {
  pen.beginPath();
  points.forEach(([x, y], at) => (at ? pen.lineTo(x, y) : pen.moveTo(x, y)));
  pen.closePath();
  if (fill) pen.fill();
}

function circle(pen, fill) {
  pen.beginPath();
  pen.arc(9, 9, 6, 0, 7);
  if (fill) return pen.fill();
  pen.fillStyle = token("surface");
  pen.fill();
  pen.lineWidth = 2.4;
  pen.stroke();
}

function symbol(light) {
  const canvas = Object.assign(document.createElement("canvas"), { width: SIZE * RATIO, height: SIZE * RATIO });
  const pen = canvas.getContext("2d");
  pen.scale(RATIO, RATIO);
  pen.fillStyle = token("surface");
  pen.beginPath();
  pen.arc(9, 9, 9, 0, 7);
  pen.fill(); // a quiet halo keeps it apart from borders
  pen.fillStyle = pen.strokeStyle = token(INK[light]);
  SHAPES[light](pen);
  return pen.getImageData(0, 0, SIZE * RATIO, SIZE * RATIO);
}

function style(data) {
  return [
    { id: "sea", type: "background", paint: { "background-color": token("sunken") } },
    { id: "land", type: "fill", source: "regions", paint: { "fill-color": token("surface") } },
    { id: "borders", type: "line", source: "regions", paint: { "line-color": token("edge"), "line-width": 0.7 } },
    ...data.layers.map((layer) => ({
      id: layer.key,
      type: "symbol",
      source: layer.key,
      layout: {
        "icon-image": ["get", "light"],
        "icon-allow-overlap": true,
        "text-field": data.language === "en" ? ["get", "city_en"] : ["get", "city"],
        "text-size": 12,
        "text-font": ["sans"],
        "text-variable-anchor": ["top", "bottom", "left", "right"],
        "text-radial-offset": 0.8,
        "text-optional": true,
      },
      paint: { "text-color": token("muted"), "text-halo-color": token("surface"), "text-halo-width": 1.4 },
    })),
  ];
}

function extent(collection) {
  const points = collection.features.flatMap((feature) => feature.geometry.coordinates.flat(2));
  const xs = points.map((point) => point[0]);
  const ys = points.map((point) => point[1]);
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)]; // islands included
}

async function read(url) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  return answer.json();
}

// A row of the table lights its place, a place its row; a click opens it.
function share(map, layer, collection, said, language) {
  const rowOf = (code) => document.querySelector(`[data-layer="${layer.key}"] [data-row="${code}"]`);
  let row = null;
  const choose = (feature) => {
    row?.removeAttribute("aria-selected");
    row = feature ? rowOf(feature.properties.code) : null;
    row?.setAttribute("aria-selected", "true");
    const of = feature?.properties;
    said.textContent = of ? `${language === "en" ? of.name_en : of.name}: ${language === "en" ? of.value_en : of.value}` : "";
  };
  map.on("mousemove", layer.key, (event) => choose(event.features[0]));
  map.on("mouseleave", layer.key, () => choose(null));
  map.on("click", layer.key, (event) => location.assign(event.features[0].properties.url));
}

async function draw(frame, maplibre) {
  const data = dataOf(frame.dataset.places);
  const [regions, ...layers] = await Promise.all([data.regions, ...data.layers.map((layer) => layer.url)].map(read));
  const said = Object.assign(document.createElement("p"), { className: "map-said" });
  said.setAttribute("aria-live", "polite");
  frame.append(said);
  const sources = { regions: { type: "geojson", data: regions } };
  data.layers.forEach((layer, at) => (sources[layer.key] = { type: "geojson", data: layers[at] }));
  const map = new maplibre.Map({
    container: frame,
    style: { version: 8, sources, layers: [] },
    bounds: extent(regions),
    fitBoundsOptions: { padding: 20 },
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    scrollZoom: false,
    localIdeographFontFamily: family(),
    fadeDuration: calm() ? 0 : 120,
  });
  map.addControl(new maplibre.NavigationControl({ showCompass: false }), "top-right");
  await new Promise((done) => map.once("load", done));
  const paint = () => {
    for (const layer of map.getStyle().layers) map.removeLayer(layer.id);
    for (const light of Object.keys(SHAPES)) {
      if (map.hasImage(light)) map.removeImage(light);
      map.addImage(light, symbol(light), { pixelRatio: RATIO });
    }
    for (const layer of style(data)) map.addLayer(layer);
  };
  paint();
  onThemeChange(paint);
  data.layers.forEach((layer, at) => share(map, layer, layers[at], said, data.language));
  map.once("idle", () => (frame.dataset.ready = "yes"));
}

const frames = [...document.querySelectorAll("[data-places]")];
if (frames.length) {
  const link = Object.assign(document.createElement("link"), { rel: "stylesheet" });
  link.href = new URL("../vendor/maplibre-gl.css", import.meta.url).href;
  document.head.append(link);
  import("../vendor/maplibre-gl.mjs").then(
    (maplibre) => frames.forEach((frame) => draw(frame, maplibre).catch((error) => showTable(frame, error))),
    (error) => frames.forEach((frame) => showTable(frame, error)),
  );
}
