// A form that shows its answer in the place of the page (<form data-soft>): the address and the history are those of a
// plain form, but nothing jumps, and who ticked a box goes on from there.
export function start(root, renew) {
  for (const form of root.querySelectorAll("form[data-soft]")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const address = new URL(form.action);
      address.search = new URLSearchParams(new FormData(form, event.submitter)).toString();
      show(address, renew);
    });
  }
  for (const button of root.querySelectorAll("button[data-stay]")) {
    button.addEventListener("click", (event) => { event.preventDefault(); change(button, renew); });
  }
}

// A button that adds or removes a row: the form comes back in the place of the page. Where nobody pressed the button itself,
// but the enter key in a field, the field keeps the focus.
async function change(button, renew) {
  const { form } = button;
  if (form.dataset.sent) return;
  form.dataset.sent = "yes";
  const page = document.querySelector("#main > .inner");
  page.setAttribute("aria-busy", "true");
  try {
    const body = new URLSearchParams(new FormData(form, button));
    const answer = await fetch(form.getAttribute("action"), { method: "POST", body, credentials: "same-origin" });
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("#main > .inner");
    if (answer.redirected) { location.assign(answer.url); return; }
    if (!fresh) throw new Error(`${answer.url}: ${answer.status}`);
    const place = document.activeElement.matches("button") ? null : focused();
    for (const fold of page.querySelectorAll("details[id][open]")) {
      const again = fresh.querySelector(`#${CSS.escape(fold.id)}`);
      if (again) again.open = true;
    }
    page.replaceWith(fresh);
    renew(fresh);
    const field = (place && fresh.querySelector(place)) || fresh.querySelector("[autofocus]");
    if (!field) return;
    field.focus({ preventScroll: true });
    field.scrollIntoView({ block: "nearest" });
  } catch {
    // The plain way shows whatever it is, such as the page to sign in on.
    const action = Object.assign(document.createElement("input"), { type: "hidden", name: "action", value: button.value });
    form.append(action);
    form.submit();
  }
}

let request;
// What the page shows; a link to a place on it changes the address alone.
let shown = location.pathname + location.search;

async function show(address, renew) {
  request?.abort();
  request = new AbortController();
  const page = document.querySelector("#main > .inner");
  page.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(address, { signal: request.signal, credentials: "same-origin" });
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("#main > .inner");
    // Another page than the one that was asked for, such as the one to sign in on, is shown the plain way.
    if (!fresh || answer.redirected) { location.assign(address); return; }
    const place = focused();
    const { value, selectionStart } = document.activeElement;
    for (const fold of page.querySelectorAll("details[id][open]")) {
      const again = fresh.querySelector(`#${CSS.escape(fold.id)}`);
      if (again) again.open = true;
    }
    page.replaceWith(fresh);
    history.pushState(null, "", address);
    shown = address.pathname + address.search;
    renew(fresh);
    const field = place && fresh.querySelector(place);
    if (!field) return;
    field.focus({ preventScroll: true });
    if (field.type !== "search") return;
    // What was typed while the answer was on its way stays.
    field.value = value;
    field.setSelectionRange(selectionStart, selectionStart);
  } catch (error) {
    if (error.name !== "AbortError") location.assign(address);
  }
}

// Where the focus is, by what the field sends: its place in the list may be another one afterwards.
function focused() {
  const { name, value, type } = document.activeElement;
  if (!name) return null;
  const ticked = type === "checkbox" ? `[value="${CSS.escape(value)}"]` : "";
  return `[name="${CSS.escape(name)}"]${ticked}`;
}

addEventListener("popstate", () => {
  if (location.pathname + location.search !== shown) location.reload();
});
