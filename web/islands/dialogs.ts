// A link to a <dialog> (`href="#touches"`) opens it as a modal one; without script the sheet shows it by :target.

/** The dialog that a link points to. */
export function dialogOf(element: Element): HTMLDialogElement | undefined {
  const link = element.closest<HTMLAnchorElement>('a[href^="#"]');
  const dialog = link && document.getElementById(link.hash.slice(1));
  return dialog instanceof HTMLDialogElement ? dialog : undefined;
}

/** Opens the dialog that a link points to; says whether it was such a link. */
export function openDialog(element: Element): boolean {
  const dialog = dialogOf(element);
  if (dialog && !dialog.open) dialog.showModal();
  return dialog !== undefined;
}

document.addEventListener("click", (event) => {
  const target = event.target;
  if (!(target instanceof Element)) return;
  const closing = target.closest("[data-closes]")?.closest("dialog");
  if (closing) closing.close();
  if (closing || openDialog(target)) event.preventDefault();
});
