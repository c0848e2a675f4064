// Parts that are kept fresh: component/live.rs says how. The server's HTML is put in as it comes; it has escaped all text.
const WAIT = 300;
const AGAIN = 1000;
const SLOWEST = 10000;

export function start(root, renew) {
  for (const part of root.querySelectorAll("[data-live]")) follow(part, renew);
  for (const part of root.querySelectorAll("[data-poll]")) poll(part, AGAIN, renew);
}

function follow(part, renew) {
  const form = document.querySelector(part.dataset.form);
  let timer;
  let request;
  const ask = async () => {
    request?.abort();
    request = new AbortController();
    const own = request;
    part.setAttribute("aria-busy", "true");
    try {
      const body = new URLSearchParams(new FormData(form));
      await fill(part, renew, { method: "POST", body, signal: own.signal }, part.dataset.live);
    } catch (error) {
      if (error.name !== "AbortError") console.warn(error);
    }
    if (own === request) part.removeAttribute("aria-busy");
  };
  for (const type of ["input", "change"]) {
    form.addEventListener(type, () => { clearTimeout(timer); timer = setTimeout(ask, WAIT); });
  }
}

async function poll(part, wait, renew) {
  await new Promise((resolve) => { setTimeout(resolve, wait); });
  let next = AGAIN;
  try {
    await fill(part, renew, {}, part.dataset.poll);
  } catch {
    next = Math.min(wait * 2, SLOWEST);
  }
  const done = part.querySelector("[data-done]");
  if (!done) { poll(part, next, renew); return; }
  if (done.dataset.goto) location.assign(done.dataset.goto);
}

async function fill(part, renew, options, address) {
  const answer = await fetch(address, { ...options, headers: { "x-fragment": "1" }, credentials: "same-origin" });
  // An answer that is a whole page, such as the one to sign in on, does not belong here.
  if (!answer.ok || answer.redirected) throw new Error(`${address}: ${answer.status}`);
  part.innerHTML = await answer.text();
  renew(part);
}
