// The weights of the what-if page: a slider beside each number; the answer is asked anew and put in place.
const form = document.getElementById("weights");
let asked = 0;

async function answer() {
  const turn = ++asked;
  const address = `?${new URLSearchParams(new FormData(form))}`;
  const reply = await fetch(address, { headers: { Accept: "text/html" } });
  if (!reply.ok || turn !== asked) return;
  const page = new DOMParser().parseFromString(await reply.text(), "text/html");
  for (const id of ["tried", "answer"]) document.getElementById(id).replaceWith(page.getElementById(id));
  const shares = page.querySelectorAll("#weights output");
  form.querySelectorAll("output").forEach((output, index) => {
    output.textContent = shares[index].textContent;
  });
  history.replaceState(null, "", address);
}

if (form) {
  let waiting = 0;
  const soon = () => {
    clearTimeout(waiting);
    waiting = setTimeout(answer, 250);
  };
  for (const slider of form.querySelectorAll("input[type=range]")) {
    const field = document.getElementById(slider.dataset.for);
    slider.hidden = false;
    slider.addEventListener("input", () => {
      field.value = slider.value;
      soon();
    });
    field.addEventListener("input", () => {
      slider.value = field.value;
      soon();
    });
  }
}
