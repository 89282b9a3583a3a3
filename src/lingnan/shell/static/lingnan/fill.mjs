// A suggestion beside a field: pressing it writes it into the field of its row.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-fill]");
  const field = button?.closest("li")?.querySelector("input[list]");
  if (!field) return;
  field.value = button.dataset.fill;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
});
