// Which key means what, without a browser.

export interface Press {
  key: string;
  ctrlKey: boolean;
  altKey: boolean;
  metaKey: boolean;
}

/** A key as `aria-keyshortcuts` writes it: `/`, `F1`, `a`, `Control+Enter`. Shift is part of the character. */
export function spoken(press: Press): string {
  const held = [press.ctrlKey && "Control", press.altKey && "Alt", press.metaKey && "Meta"].filter(Boolean);
  const key = press.key.length === 1 ? press.key.toLowerCase() : press.key;
  return [...held, key === " " ? "Space" : key].join("+");
}

/** Whether the value of an `aria-keyshortcuts` attribute names this key. */
export function answersTo(shortcuts: string, key: string): boolean {
  return shortcuts.toLowerCase().split(/\s+/).includes(key.toLowerCase());
}

/** A key that writes: while a text field has the focus it belongs to the text. */
export function writes(key: string): boolean {
  return [...key].length === 1 || ["Space", "Enter", "Backspace", "Delete", "Home", "End", "ArrowLeft", "ArrowRight"].includes(key);
}

/** A key of one character without Control or Alt: people who dictate must be able to switch these off (WCAG 2.1.4). */
export function isSingle(key: string): boolean {
  return [...key].length === 1;
}

export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

const STEPS: Record<string, [number, number]> = {
  ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0],
};

/** The box that an arrow leads to from `boxes[from]`: the nearest one on that side, sideways distance counted double. */
export function nextBox(boxes: Box[], from: number, arrow: string): number | undefined {
  const step = STEPS[arrow];
  const here = boxes[from];
  if (!step || !here) return undefined;
  const [x, y] = middle(here);
  let best: number | undefined;
  let shortest = Infinity;
  boxes.forEach((box, index) => {
    const [bx, by] = middle(box);
    const ahead = (bx - x) * step[0] + (by - y) * step[1];
    const aside = Math.abs((bx - x) * step[1]) + Math.abs((by - y) * step[0]);
    const distance = ahead + 2 * aside;
    if (ahead > 1 && distance < shortest) [best, shortest] = [index, distance];
  });
  return best;
}

function middle(box: Box): [number, number] {
  return [box.left + box.width / 2, box.top + box.height / 2];
}
