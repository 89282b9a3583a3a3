// Choropleths of regions from the data beside them (`shell/map.html`), drawn by MapLibre. The table twin is the text.
import { box, boxOf, start } from "./map-base.mjs";
import { ink, onThemeChange, scale, token } from "./theme.mjs";

// a name that would cover another moves a little aside
const NEAR = { "text-padding": 0, "text-variable-anchor": ["center", "left", "right", "top", "bottom"], "text-radial-offset": 0.4 };

const codeOf = (feature) => String(feature.properties.code ?? feature.properties.adcode);

// 45° hatch of `none` on `surface`: 16 px at ratio 2.
function hatch() {
  const canvas = Object.assign(document.createElement("canvas"), { width: 16, height: 16 });
  const pen = canvas.getContext("2d");
  pen.fillStyle = token("surface");
  pen.fillRect(0, 0, 16, 16);
  pen.strokeStyle = token("none");
  pen.lineWidth = 2.4;
  for (const shift of [-16, 0, 16]) {
    pen.beginPath();
    pen.moveTo(shift, 16);
    pen.lineTo(shift + 16, 0);
    pen.stroke();
  }
  return pen.getImageData(0, 0, 16, 16);
}

function withValues(collection, data) {
  const byCode = new Map(data.areas.map((area) => [area.code, area]));
  collection.features.forEach((feature, place) => {
    const area = byCode.get(codeOf(feature));
    feature.id = place;
    feature.properties.code = codeOf(feature);
    feature.properties.level = area?.level ?? 0;
    feature.properties.label = (area?.name ?? feature.properties.name ?? "").replace(/市$/, "");
  });
  return collection;
}

// A label stands in the largest part of an area, where its bounding box has its middle or the file says so.
function labelPoints(collection) {
  const features = collection.features.map((feature) => {
    const { lon, lat } = feature.properties;
    const at = Number.isFinite(lon) ? [lon, lat] : middle(feature.geometry);
    return { type: "Feature", properties: feature.properties, geometry: { type: "Point", coordinates: at } };
  });
  return { type: "FeatureCollection", features };
}

function outer(geometry) {
  const rings = geometry.type === "Polygon" ? [geometry.coordinates[0]] : geometry.coordinates.map((part) => part[0]);
  return rings.sort((a, b) => b.length - a.length)[0];
}

function middle(geometry) {
  const [west, south, east, north] = box(outer(geometry));
  return [(west + east) / 2, (south + north) / 2];
}

// One layer a class with a plain colour: a change of theme, or printing, repaints at once without new tiles.
function style(data) {
  const colours = scale(data.scale, data.classes);
  const at = (level) => ["==", ["get", "level"], level];
  const areas = colours.map((hex, place) => ({
    id: `areas-${place + 1}`,
    type: "fill",
    source: "areas",
    filter: at(place + 1),
    paint: { "fill-color": hex },
  }));
  const names = ["", ...colours].map((hex, place) => ({
    id: `names-${place}`,
    type: "symbol",
    source: "points",
    filter: at(place),
    layout: { "text-field": ["get", "label"], "text-size": 13, "text-font": ["sans"], ...NEAR },
    paint: {
      "text-color": hex ? ink(hex) : token("text"),
      "text-halo-color": hex || token("surface"),
      "text-halo-width": 1.2,
    },
  }));
  const chosen = ["case", ["boolean", ["feature-state", "chosen"], false], 2.5, 0];
  return [
    { id: "sea", type: "background", paint: { "background-color": token("sunken") } },
    ...areas,
    { id: "areas-0", type: "fill", source: "areas", filter: at(0), paint: { "fill-pattern": "hatch" } },
    { id: "borders", type: "line", source: "areas", paint: { "line-color": token("surface"), "line-width": 0.9 } },
    { id: "chosen", type: "line", source: "areas", paint: { "line-color": token("text"), "line-width": chosen } },
    ...names,
  ];
}

function repaint(map, data) {
  map.updateImage("hatch", hatch());
  for (const layer of style(data)) {
    for (const [name, value] of Object.entries(layer.paint)) map.setPaintProperty(layer.id, name, value);
  }
  map.redraw();
}

// Selection is shared: a row of the twin lights its area, an area lights its row.
function share(map, collection, data, frame) {
  const twin = document.querySelector(`[data-table="${data.twin}"]`);
  const rowOf = (code) => twin?.querySelector(`[data-row="${code}"]`);
  const place = new Map(collection.features.map((feature) => [feature.properties.code, feature.id]));
  const areas = new Map(data.areas.map((area) => [area.code, area]));
  let now = "";
  const choose = (code) => {
    if (code === now) return;
    if (now) {
      map.setFeatureState({ source: "areas", id: place.get(now) }, { chosen: false });
      rowOf(now)?.removeAttribute("aria-selected");
    }
    now = code;
    if (!code) return;
    map.setFeatureState({ source: "areas", id: place.get(code) }, { chosen: true });
    rowOf(code)?.setAttribute("aria-selected", "true");
    const area = areas.get(code);
    frame.querySelector(".map-said").textContent = area ? `${area.name}: ${area.text}` : "";
  };
  twin?.addEventListener("mouseover", (event) => choose(event.target.closest("[data-row]")?.dataset.row ?? ""));
  twin?.addEventListener("focusin", (event) => choose(event.target.closest("[data-row]")?.dataset.row ?? ""));
  const codeAt = (event) => event.features?.[0]?.properties.code ?? "";
  const layers = Array.from({ length: data.classes + 1 }, (_, level) => `areas-${level}`);
  map.on("mousemove", layers, (event) => choose(codeAt(event)));
  map.on("click", layers, (event) => {
    const url = areas.get(codeAt(event))?.url;
    if (url) location.assign(url);
  });
}

start("map", async (frame, data, open) => {
  const answer = await fetch(data.geojson);
  if (!answer.ok) throw new Error(`no areas: ${answer.status}`);
  const collection = withValues(await answer.json(), data);
  const sources = {
    areas: { type: "geojson", data: collection },
    points: { type: "geojson", data: labelPoints(collection) },
  };
  const map = await open(sources, boxOf(collection));
  map.addImage("hatch", hatch(), { pixelRatio: 2 });
  for (const layer of style(data)) map.addLayer(layer);
  onThemeChange(() => repaint(map, data));
  share(map, collection, data, frame);
  return map;
});
