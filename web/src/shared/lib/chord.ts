// The two keys of `g o`: the second one belongs to the chord, whatever it means alone.
const chord_ms = 1200;
let began = Number.NEGATIVE_INFINITY;

export const beginChord = (at: number): void => {
  began = at;
};
export const endChord = (): void => {
  began = Number.NEGATIVE_INFINITY;
};
/** Whether a key that comes now is the second one. */
export const inChord = (at: number): boolean => at - began < chord_ms;

/** A key that means something on this page: not typed into a field, no shortcut of the browser's, no part of a chord. */
export const isPageKey = (event: KeyboardEvent): boolean =>
  !event.defaultPrevented &&
  !event.ctrlKey &&
  !event.metaKey &&
  !event.altKey &&
  !inChord(event.timeStamp) &&
  !document.querySelector("dialog[open]") &&
  !(event.target instanceof HTMLElement && event.target.matches("input:not([type=checkbox]), select, textarea"));
