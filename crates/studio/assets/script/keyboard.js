// "/" goes to the page's search, "?" shows the help; neither while somebody types.
export function start() {
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable], dialog");
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "/") focusSearch(event);
    if (event.key === "?") showHelp();
  });
  for (const menu of document.querySelectorAll("details.menu")) closeWhenLeft(menu);
}

function focusSearch(event) {
  const search = document.querySelector("[data-search]");
  if (!search) return;
  event.preventDefault();
  search.focus();
  search.select();
}

function showHelp() {
  const help = document.querySelector("#help");
  if (help && !help.open) help.showModal();
}

function closeWhenLeft(menu) {
  menu.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && menu.open) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
  document.addEventListener("click", (event) => { if (!menu.contains(event.target)) menu.open = false; });
}
