// Copy buttons: <button data-copy="#id" data-copied="Copied">, hidden where there is no script.
export function start(root) {
  for (const button of root.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    const label = button.textContent;
    button.addEventListener("click", async () => {
      const target = document.querySelector(button.dataset.copy);
      if (!target) return;
      if (await copied(target)) button.textContent = button.dataset.copied;
      setTimeout(() => { button.textContent = label; }, 1600);
    });
  }
}

async function copied(target) {
  try {
    await navigator.clipboard.writeText(target.textContent);
    return true;
  } catch {
    // Over plain HTTP there is no clipboard: the text is selected and copied the old way, or left selected.
    getSelection().selectAllChildren(target);
    return document.execCommand("copy");
  }
}
