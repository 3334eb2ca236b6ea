/** 26,432 */
export const showCount = (count: number): string => count.toLocaleString("en");

/** 80.0 % */
export const showPercent = (fraction: number): string => `${(100 * fraction).toFixed(1)} %`;

/** Three digits; 0 as it is. */
export const showNumber = (value: number): string => {
  const size = Math.abs(value);
  if (size === 0 || !Number.isFinite(value)) return String(value);
  return size >= 1e-3 && size < 999.5 ? value.toPrecision(3) : value.toExponential(2);
};

/** 103.3 kB; a kB is 1000 bytes. */
export function showBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
