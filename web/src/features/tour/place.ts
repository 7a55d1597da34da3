// Where the tour's card stands beside what it points at. Pixels; no React here.
export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}
export interface Size {
  width: number;
  height: number;
}

const gap = 14;
const edge = 10;
/** Below this the card is as wide as the page, above or below. */
export const narrow_px = 640;

const clamp = (value: number, min: number, max: number): number => Math.max(min, Math.min(value, max));

/** Below it, above it, right of it, left of it, whichever fits first; else in the corner that covers it least. */
export function placed(target: Box | null, card: Size, view: Size): { left: number; top: number } {
  const bottom = view.height - card.height - edge;
  const right = view.width - card.width - edge;
  if (!target) return { left: Math.max(edge, (view.width - card.width) / 2), top: Math.max(edge, bottom) };
  const under = target.top + target.height + gap;
  const over = target.top - gap - card.height;
  const middle = target.top + target.height / 2 > view.height / 2;
  if (view.width < narrow_px) return { left: edge, top: middle ? edge : Math.max(edge, bottom) };
  const left = clamp(target.left + target.width / 2 - card.width / 2, edge, Math.max(edge, right));
  const top = clamp(target.top, edge, Math.max(edge, bottom));
  if (under <= bottom) return { left, top: under };
  if (over >= edge) return { left, top: over };
  if (target.left + target.width + gap <= right) return { left: target.left + target.width + gap, top };
  if (target.left - gap - card.width >= edge) return { left: target.left - gap - card.width, top };
  return { left: right, top: bottom };
}

export const same = (a: Box | null, b: Box | null): boolean =>
  a === b ||
  (a !== null && b !== null && a.left === b.left && a.top === b.top && a.width === b.width && a.height === b.height);
