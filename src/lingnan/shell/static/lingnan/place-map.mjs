// Stations and cases over the land (`shell/place_map.html`): symbols differ by shape, crowds become a count.
import { boxOf, start } from "./map-base.mjs";
import { onThemeChange, token } from "./theme.mjs";

const SIZE = 24; // px: the target of a finger or pointer
const RATIO = 2;

// The six lights as they stand in the tables, drawn for the map.
const SHAPES = {
  late: (pen) => (filled(pen, "M5 5h14v14H5z", "light-late"), stroked(pen, "M9 9l6 6M15 9l-6 6", "light-mark", 2)),
  warn: (pen) => {
    filled(pen, "M12 4l8.5 15h-17z", "light-warn");
    stroked(pen, "M12 4l8.5 15h-17z", "light-warn-edge", 1.2);
    stroked(pen, "M12 9.5v4M12 16.2v.2", "light-warn-mark", 2);
  },
  ok: (pen) => (filled(pen, disc(7.5), "light-ok"), stroked(pen, "M8.5 12l2.5 2.5 4.5-5", "light-mark", 2)),
  none: (pen) => (filled(pen, disc(7), "surface"), stroked(pen, disc(7), "none", 2)),
  miss: (pen) => {
    filled(pen, "M5 5h14v14H5z", "surface");
    pen.setLineDash([4, 2]);
    stroked(pen, "M5 5h14v14H5z", "none", 1.8);
    pen.setLineDash([]);
    stroked(pen, "M9 12h6", "none", 2);
  },
  done: (pen) => {
    filled(pen, disc(7), "surface");
    stroked(pen, disc(7), "light-ok", 2);
    stroked(pen, "M8.5 12l2.5 2.5 4.5-5", "light-ok", 2);
  },
};

const disc = (radius) => `M${12 - radius} 12a${radius} ${radius} 0 1 0 ${radius * 2} 0a${radius} ${radius} 0 1 0 ${-radius * 2} 0z`;

function filled(pen, path, name) {
  pen.fillStyle = token(name);
  pen.fill(new Path2D(path));
}

function stroked(pen, path, name, width) {
  Object.assign(pen, { strokeStyle: token(name), lineWidth: width, lineCap: "round", lineJoin: "round" });
  pen.stroke(new Path2D(path));
}

function image(state) {
  const canvas = Object.assign(document.createElement("canvas"), { width: SIZE * RATIO, height: SIZE * RATIO });
  const pen = canvas.getContext("2d");
  pen.scale(RATIO, RATIO);
  SHAPES[state](pen);
  return pen.getImageData(0, 0, SIZE * RATIO, SIZE * RATIO);
}

const single = ["!", ["has", "point_count"]];
const crowd = ["has", "point_count"];

function layers() {
  return [
    { id: "sea", type: "background", paint: { "background-color": token("sunken") } },
    { id: "land", type: "fill", source: "land", paint: { "fill-color": token("surface") } },
    { id: "borders", type: "line", source: "land", paint: { "line-color": token("edge"), "line-width": 0.7 } },
    {
      id: "crowds",
      type: "circle",
      source: "spots",
      filter: crowd,
      paint: { "circle-color": token("accent"), "circle-radius": 12, "circle-stroke-color": token("surface"), "circle-stroke-width": 1.5 },
    },
    {
      id: "counts",
      type: "symbol",
      source: "spots",
      filter: crowd,
      layout: { "text-field": ["get", "point_count"], "text-size": 12, "text-font": ["sans"], "text-allow-overlap": true },
      paint: { "text-color": token("on-accent") },
    },
    {
      id: "spots",
      type: "symbol",
      source: "spots",
      filter: single,
      layout: { "icon-image": ["get", "light"], "icon-allow-overlap": true, "symbol-sort-key": ["get", "order"] },
      paint: {},
    },
    {
      id: "chosen",
      type: "circle",
      source: "spots",
      filter: ["==", ["get", "key"], ""],
      paint: { "circle-color": "transparent", "circle-radius": 13, "circle-stroke-color": token("text"), "circle-stroke-width": 2 },
    },
  ];
}

function features(spots) {
  return {
    type: "FeatureCollection",
    features: spots.map((spot, order) => ({
      type: "Feature",
      geometry: { type: "Point", coordinates: spot.at },
      properties: { key: spot.key, light: spot.light, order: -order }, // trouble is drawn last, so on top
    })),
  };
}

function repaint(map) {
  for (const state of Object.keys(SHAPES)) map.updateImage(state, image(state));
  for (const layer of layers()) {
    for (const [name, value] of Object.entries(layer.paint)) map.setPaintProperty(layer.id, name, value);
  }
  map.redraw();
}

function share(map, data, frame) {
  const twin = document.querySelector(`[data-table="${data.twin}"]`);
  const spots = new Map(data.spots.map((spot) => [spot.key, spot]));
  let now = "";
  const choose = (key) => {
    if (key === now) return;
    twin?.querySelector(`[data-row="${CSS.escape(now)}"]`)?.removeAttribute("aria-selected");
    now = key;
    map.setFilter("chosen", ["==", ["get", "key"], key]);
    twin?.querySelector(`[data-row="${CSS.escape(key)}"]`)?.setAttribute("aria-selected", "true");
    const spot = spots.get(key);
    frame.querySelector(".map-said").textContent = spot ? `${spot.name}: ${spot.text}` : "";
  };
  for (const kind of ["mouseover", "focusin"]) {
    twin?.addEventListener(kind, (event) => choose(event.target.closest("[data-row]")?.dataset.row ?? ""));
  }
  map.on("mousemove", "spots", (event) => choose(event.features[0].properties.key));
  map.on("click", "spots", (event) => {
    const url = spots.get(event.features[0].properties.key)?.url;
    if (url) location.assign(url);
  });
  map.on("click", "crowds", async (event) => {
    const crowded = event.features[0];
    const zoom = await map.getSource("spots").getClusterExpansionZoom(crowded.properties.cluster_id);
    map.easeTo({ center: crowded.geometry.coordinates, zoom });
  });
}

start("placeMap", async (frame, data, open) => {
  const answer = await fetch(data.land);
  if (!answer.ok) throw new Error(`no land: ${answer.status}`);
  const land = await answer.json();
  const sources = {
    land: { type: "geojson", data: land },
    spots: { type: "geojson", data: features(data.spots), cluster: true, clusterRadius: 22, clusterMaxZoom: 12 },
  };
  const map = await open(sources, boxOf(land));
  for (const state of Object.keys(SHAPES)) map.addImage(state, image(state), { pixelRatio: RATIO });
  for (const layer of layers()) map.addLayer(layer);
  onThemeChange(() => repaint(map));
  share(map, data, frame);
  frame.addEventListener("lingnan:data", (event) => map.getSource("spots").setData(features(event.detail.spots)));
  return map;
});
