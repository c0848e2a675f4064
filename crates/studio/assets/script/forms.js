// Forms: those that filter send themselves, one that changes something is sent once, and what was typed is not lost.
export function start(root) {
  for (const element of root.querySelectorAll("[data-instant]")) {
    const form = element.form || element;
    element.addEventListener("change", (event) => { if (event.target.type !== "search") form.requestSubmit(); });
  }
  for (const button of root.querySelectorAll("[data-without-script]")) button.hidden = true;
  for (const form of root.querySelectorAll("form[method=post]")) once(form);
  for (const line of root.querySelectorAll("[data-line]")) valuesWhereNeeded(line);
  for (const search of root.querySelectorAll("[data-narrows]")) narrow(search);
}

function once(form) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
    const button = event.submitter;
    if (button && button.dataset.busy) button.textContent = button.dataset.busy;
  });
}

// "has a value" and "has no value" take no values.
function valuesWhereNeeded(line) {
  const operator = line.querySelector("select[name$='-operator']");
  const values = line.querySelector("[data-values]");
  operator.addEventListener("change", () => {
    values.classList.toggle("unused", operator.value === "exists" || operator.value === "missing");
  });
}

// A search that hides the rows of a table that is already here.
function narrow(search) {
  search.addEventListener("input", () => {
    const wanted = search.value.trim().toLowerCase();
    for (const row of document.querySelectorAll(`${search.dataset.narrows} tbody tr`)) {
      row.hidden = !row.textContent.toLowerCase().includes(wanted);
    }
  });
}

// A page that comes back from the browser's memory can be sent again.
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});
