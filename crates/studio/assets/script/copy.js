// Copy buttons: <button data-copy="#id" data-copied="Copied">, hidden where there is no script.
export function start(root) {
  for (const button of root.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    const label = button.textContent;
    button.addEventListener("click", async () => {
      const target = document.querySelector(button.dataset.copy);
      if (!target) return;
      try {
        await navigator.clipboard.writeText(target.textContent);
        button.textContent = button.dataset.copied;
      } catch {
        // Without the right to write, or over plain HTTP: the text is selected, so that a key press copies it.
        getSelection().selectAllChildren(target);
      }
      setTimeout(() => { button.textContent = label; }, 1600);
    });
  }
}
