// Where tabs scroll sideways, the open one is in sight.
export function start(root) {
  for (const open of root.querySelectorAll(".tabs [aria-current]")) {
    const tabs = open.closest(".tabs");
    const hidden = open.getBoundingClientRect().right - tabs.getBoundingClientRect().right;
    if (hidden > 0) tabs.scrollLeft += hidden;
  }
}

addEventListener("resize", () => start(document));
