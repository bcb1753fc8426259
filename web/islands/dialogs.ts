// A link to a <dialog> (`href="#touches"`) opens it as a modal one; without script the sheet shows it by :target.

/** Opens the dialog that a link points to; says whether it was such a link. */
export function openDialog(element: Element): boolean {
  const link = element.closest<HTMLAnchorElement>('a[href^="#"]');
  const dialog = link && document.getElementById(link.hash.slice(1));
  if (!(dialog instanceof HTMLDialogElement)) return false;
  if (!dialog.open) dialog.showModal();
  return true;
}

document.addEventListener("click", (event) => {
  const target = event.target;
  if (!(target instanceof Element)) return;
  const closing = target.closest("[data-closes]")?.closest("dialog");
  if (closing) closing.close();
  if (closing || openDialog(target)) event.preventDefault();
});
