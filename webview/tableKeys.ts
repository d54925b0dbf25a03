/** Keys of the table: one stop for Tab, arrows from row to row. */

/** What the arrow keys reach: the box and the name of each row. */
const STOPS = '[data-rove]';

/** Lets arrow keys move the focus among the stops of the table; Tab then finds the one that had it last. */
export function rove(table: HTMLTableElement): void {
  table.addEventListener('focusin', ({ target }) => {
    if (target instanceof HTMLElement && target.matches(STOPS)) makeCurrent(table, target);
  });
  table.addEventListener('keydown', (event) => {
    const { target, key } = event;
    if (!(target instanceof HTMLElement) || !target.matches(STOPS)) return;
    const next = neighbour(table, target, key);
    if (next === undefined) return;
    event.preventDefault();
    next.focus();
  });
}

function makeCurrent(table: HTMLTableElement, stop: HTMLElement): void {
  for (const other of table.querySelectorAll(`${STOPS}[tabindex="0"]`)) other.setAttribute('tabindex', '-1');
  stop.setAttribute('tabindex', '0');
}

function neighbour(table: HTMLTableElement, from: HTMLElement, key: string): HTMLElement | undefined {
  const kind = from.dataset['rove'] ?? '';
  const column = [...table.querySelectorAll<HTMLElement>(`[data-rove="${kind}"]`)];
  const at = column.indexOf(from);
  switch (key) {
    case 'ArrowDown': return column[at + 1];
    case 'ArrowUp': return column[at - 1];
    case 'Home': return column[0];
    case 'End': return column.at(-1);
    case 'ArrowLeft':
    case 'ArrowRight': return [...from.closest('tr')?.querySelectorAll<HTMLElement>(STOPS) ?? []].find((stop) => stop !== from);
    default: return undefined;
  }
}
