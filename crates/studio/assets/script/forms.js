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
  for (const search of root.querySelectorAll("[data-asks]")) ask(search);
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

// A search that hides the rows of a list that is already here; a row that is ticked stays.
function narrow(search) {
  search.hidden = false;
  search.addEventListener("input", () => {
    const wanted = search.value.trim().toLowerCase();
    const list = document.querySelector(search.dataset.narrows);
    for (const fold of list.querySelectorAll("details")) fold.open = fold.open || wanted !== "";
    for (const row of list.querySelectorAll("tbody tr, label.choice")) {
      const ticked = row.querySelector("input:checked") !== null;
      row.hidden = !ticked && !row.textContent.toLowerCase().includes(wanted);
    }
  });
}

// A search that sends its form while one types. The form may be another one by then: its answer takes its place.
let asking;
function ask(search) {
  const { id } = search.form;
  search.addEventListener("input", () => {
    clearTimeout(asking);
    asking = setTimeout(() => document.getElementById(id)?.requestSubmit(), 300);
  });
}

// A page that comes back from the browser's memory can be sent again.
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});
