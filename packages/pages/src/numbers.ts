import { meanOf } from "./statistics.ts";
import type { BySeed, Estimate, Spread } from "./statistics.ts";

/**
 * The power of ten to show these numbers in, so that the smallest of a table of small ones reads 1.23 and not 0.000123;
 * 1 when they are legible as they are.
 */
export function unitOf(values: readonly number[]): number {
  const smallest = Math.min(...values.filter((value) => value > 0 && Number.isFinite(value)));
  if (smallest >= 0.01) return 1;
  // 10 ** −4 is not the number nearest to 1e-4, and 1 / 10 ** 4 could be off as well: read it as it is written.
  return Number(`1e${Math.floor(Math.log10(smallest))}`);
}

/** Decimals that give three significant digits, and whole numbers from 100 up. */
const decimalsOf = (value: number): number =>
  value === 0 ? 0 : Math.min(Math.max(2 - Math.floor(Math.log10(Math.abs(value))), 0), 6);

/** Three significant digits, `1.23e+7` from 100,000 up and `1.23e-5` below a ten-thousandth, `∞` and `NaN` where there is no number. */
export function showNumber(value: number, decimals?: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  const size = Math.abs(value);
  const isFar = size >= 1e5 || (decimals === undefined && size > 0 && size < 1e-4);
  return isFar ? value.toExponential(2) : value.toFixed(decimals ?? decimalsOf(value));
}

/** Mean and standard deviation with the same last digit; no deviation for one seed, or for values not finite. */
export function showSpread({ mean, sd }: Spread, unit = 1): { readonly mean: string; readonly sd: string } {
  const decimals = decimalsOf(mean / unit);
  const spread = sd !== undefined && Number.isFinite(sd) ? showNumber(sd / unit, decimals) : "";
  return { mean: showNumber(mean / unit, decimals), sd: spread };
}

/** A duration in the unit that suits it: `340 µs`, `12.3 ms`, `4.56 s`, `12.3 min`, `4.56 h`. */
export function showSeconds(seconds: number): string {
  for (const [name, size, end] of timeUnits)
    if (seconds < end) return `${showNumber(seconds / size)} ${name}`;
  return `${showNumber(seconds / 3600)} h`;
}

const timeUnits = [
  ["µs", 1e-6, 1e-3],
  ["ms", 1e-3, 1],
  ["s", 1, 120],
  ["min", 60, 7200],
] as const;

/** `26,432` */
export const showCount = (value: number): string =>
  value.toLocaleString("en-US", { maximumFractionDigits: 0 });

/** `58 bytes`, `12.3 kB`, `2.40 GB`, in powers of 1000. */
export function showBytes(bytes: number): string {
  const [unit, size] = byteUnits.find(([, least]) => Math.abs(bytes) >= least) ?? ["bytes", 1];
  return size === 1 ? `${Math.round(bytes)} bytes` : `${showNumber(bytes / size)} ${unit}`;
}

const byteUnits = [
  ["GB", 1e9],
  ["MB", 1e6],
  ["kB", 1e3],
] as const;

/** `1.23 [1.10, 1.37]`, strong where the interval does not contain `nothing`; `1.23` where there is no interval. */
export function showEstimate({ mean, low, high }: Estimate, nothing: number): string {
  if (Number.isNaN(mean)) return "–";
  if (Number.isNaN(low) || Number.isNaN(high)) return showNumber(mean);
  const isStrong = low > nothing || high < nothing;
  const show = isStrong ? apartFrom(nothing, low > nothing ? low : high) : showNumber;
  const text = `${show(mean)} [${show(low)}, ${show(high)}]`;
  return isStrong ? `**${text}**` : text;
}

/** As many digits as keep the end of the interval from reading as `nothing`: `1.0004`, and not `1.00`. */
function apartFrom(nothing: number, end: number): (value: number) => string {
  if (Number(showNumber(end)) !== nothing) return (value) => showNumber(value);
  const decimals = [3, 4, 5, 6].find((count) => Number(end.toFixed(count)) !== nothing) ?? 6;
  return (value) => value.toFixed(decimals);
}

/** `12.3 %` */
export const showShare = (share: number): string => `${showNumber(100 * share)}\u00a0%`;

/** `0.2, 0.4 and 0.5` */
export const listed = (items: readonly (string | number)[]): string =>
  items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} and ${items[items.length - 1]}`;

/** The mean of the seeds that there are, as a number; `–` where there are none. */
export const showMean = (values: BySeed): string => (values.size === 0 ? "–" : showNumber(meanOf(values)));

/** `10⁻⁴`, `3·10⁻⁴`, or `2.35·10⁻⁴` with three digits; `0`. */
export function scientific(value: number, digits?: number): string {
  if (value === 0) return "0";
  const [factor, exponent] = value.toExponential(digits).split("e");
  const raised = Array.from(exponent.replace("+", ""), (sign) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(sign)] ?? "⁻").join("");
  return factor === "1" ? `10${raised}` : `${factor}·10${raised}`;
}
