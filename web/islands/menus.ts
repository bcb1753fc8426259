// The menu of the person signed in is a <details>: Escape or a click elsewhere closes it.

function openMenu(): HTMLDetailsElement | null {
  return document.querySelector<HTMLDetailsElement>("details.rail-me[open]");
}

document.addEventListener("click", (event) => {
  const menu = openMenu();
  if (menu && event.target instanceof Node && !menu.contains(event.target)) menu.open = false;
});

document.addEventListener("keydown", (event) => {
  const menu = openMenu();
  if (!menu || event.key !== "Escape") return;
  menu.open = false;
  menu.querySelector("summary")?.focus();
});
