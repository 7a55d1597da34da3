// The cividis ramp: for age and heat, told apart by everybody.
const stops = [
  [0x00, 0x22, 0x4e],
  [0x41, 0x4d, 0x6b],
  [0x7c, 0x7b, 0x78],
  [0xbc, 0xaf, 0x6f],
  [0xfe, 0xe8, 0x38],
] as const;

/** Red, green and blue of a share from 0 to 1. */
export function heatParts(share: number): readonly [number, number, number] {
  const at = Math.min(1, Math.max(0, share)) * (stops.length - 1);
  const from = stops[Math.floor(at)] ?? stops[0];
  const to = stops[Math.ceil(at)] ?? from;
  const part = at - Math.floor(at);
  const mix = (i: 0 | 1 | 2) => Math.round(from[i] + (to[i] - from[i]) * part);
  return [mix(0), mix(1), mix(2)];
}

export const heat = (share: number): string => `rgb(${heatParts(share).join(" ")})`;
