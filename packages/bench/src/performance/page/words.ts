/** A time with three digits and the unit that fits it. */
export function time(seconds: number): string {
  const [unit, factor] = seconds >= 1 ? ["s", 1] : seconds >= 1e-3 ? ["ms", 1e3] : ["µs", 1e6];
  return `${digits(seconds * factor)} ${unit}`;
}

/** Three significant digits, no fewer than there are before the point. */
export function digits(value: number): string {
  if (value >= 999.5) return Math.round(value).toLocaleString("en-US");
  return value.toFixed(value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2);
}

/** A number of bytes, in decimal units. */
export function bytes(count: number): string {
  if (Math.abs(count) >= 1e9) return `${digits(count / 1e9)} GB`;
  if (Math.abs(count) >= 1e6) return `${digits(count / 1e6)} MB`;
  return Math.abs(count) >= 1e3 ? `${digits(count / 1e3)} kB` : `${Math.round(count)} bytes`;
}
