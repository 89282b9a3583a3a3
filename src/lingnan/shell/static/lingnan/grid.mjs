// A data-entry grid (`shell/grid.html`): only the reason a row needs is shown. The server judges; this only tidies.

const FIGURE = /^[+-]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?$/;

function tidy(row) {
  const text = row.querySelector("input[inputmode]").value.trim();
  const value = FIGURE.test(text) ? Number(text.replaceAll(",", "")) : null;
  const { low, high } = row.dataset;
  const isUnusual = value !== null && ((low !== undefined && value < Number(low)) || (high !== undefined && value > Number(high)));
  row.querySelector(".grid-missing").hidden = text !== "";
  row.querySelector(".grid-unusual").hidden = !isUnusual;
  row.classList.toggle("unusual", isUnusual);
}

for (const grid of document.querySelectorAll("form[data-grid]")) {
  const rows = [...grid.querySelectorAll("[data-entry]")];
  const all = () => rows.forEach(tidy);
  grid.addEventListener("input", (event) => tidy(event.target.closest("[data-entry]") ?? rows[0]));
  grid.addEventListener("restored", all);
  all();
}
