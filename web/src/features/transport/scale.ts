// Where a moment stands on the bar, and which one stands under the pointer. Milliseconds; no React here.
export interface Span {
  from: number;
  to: number;
}

export const share = (span: Span, at: number): number =>
  span.to <= span.from ? 1 : Math.min(1, Math.max(0, (at - span.from) / (span.to - span.from)));

export const momentAt = (span: Span, share: number): number =>
  span.from + Math.min(1, Math.max(0, share)) * (span.to - span.from);

export const span_min_ms = 200;

/** Closer (factor below 1) or farther, what is under the pointer stays there; never beyond the whole. */
export function zoomed(whole: Span, span: Span, share: number, factor: number): Span {
  const length = Math.min(whole.to - whole.from, Math.max(span_min_ms, (span.to - span.from) * factor));
  const from = momentAt(span, share) - share * length;
  const held = Math.min(Math.max(from, whole.from), whole.to - length);
  return { from: held, to: held + length };
}

export interface Column {
  start_ms: number;
  events: number;
}

/** The outline of how much happened, as an SVG path. The root makes a few events visible beside very many. */
export function outline(columns: readonly Column[], bucket_ms: number, span: Span, width: number, height: number) {
  const most = Math.sqrt(Math.max(1, ...columns.map((column) => column.events)));
  const bars = columns.map(({ start_ms, events }) => {
    const left = share(span, start_ms) * width;
    const right = share(span, start_ms + bucket_ms) * width;
    const top = height - (Math.sqrt(events) / most) * height;
    return `M${left.toFixed(1)} ${height}V${top.toFixed(1)}H${Math.max(right, left + 1).toFixed(1)}V${height}z`;
  });
  return bars.join("");
}
