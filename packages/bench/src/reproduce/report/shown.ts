import { showNumber } from "../../report/numbers.ts";
import type { BySeed, Estimate } from "./paired.ts";

/** `1.23 [1.10, 1.37]`, strong where the interval does not contain `nothing`; `1.23` where there is no interval. */
export function showEstimate({ mean, low, high }: Estimate, nothing: number): string {
  if (Number.isNaN(mean)) return "–";
  if (Number.isNaN(low) || Number.isNaN(high)) return showNumber(mean);
  const isStrong = low > nothing || high < nothing;
  const show = isStrong ? apartFrom(nothing, low > nothing ? low : high) : showNumber;
  const text = `${show(mean)} [${show(low)}, ${show(high)}]`;
  return isStrong ? `**${text}**` : text;
}

/** So many digits that the end of the interval does not read as `nothing`: `1.0004`, and not `1.00`. */
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

export const meanOf = (values: BySeed): number =>
  [...values.values()].reduce((sum, value) => sum + value, 0) / values.size;
