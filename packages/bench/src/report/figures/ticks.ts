/**
 * Where a log axis from `low` to `high` is labelled: at powers of ten if there are enough of them, at 1, 2 and 5, at every
 * digit, and on less than a decade at a round step. D3's log ticks leave an axis from 0.11 to 0.19 nearly bare.
 */
export function logTicks(low: number, high: number): number[] {
  const [first, last] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
  const decades = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  const candidates = [[1], [1, 3], [1, 2, 5], [1, 1.5, 2, 3, 4, 5, 7]].map((digits) =>
    decades
      .flatMap((decade) => digits.map((digit) => Number(`${digit}e${decade}`)))
      .filter((tick) => tick >= low && tick <= high),
  );
  const enough = candidates.find(({ length }) => length >= 4);
  if (enough === undefined) return linearTicks(low, high);
  // More than a dozen decades: every second, third … one.
  return enough.filter((_, index) => index % Math.ceil(enough.length / 9) === 0);
}

/** Four to eight multiples of 1, 2 or 5 times a power of ten. */
export function linearTicks(low: number, high: number): number[] {
  const rough = (high - low) / 8;
  const decade = Math.floor(Math.log10(rough));
  const digit = [1, 2, 5, 10].find((each) => each * 10 ** decade >= rough) ?? 10;
  // Counted in whole steps and written down in decimals: adding 0.1 again and again gives 0.30000000000000004.
  const [from, to] = [Math.ceil(low / (digit * 10 ** decade)), Math.floor(high / (digit * 10 ** decade))];
  return Array.from({ length: Math.max(to - from + 1, 0) }, (_, index) =>
    Number(`${(from + index) * digit}e${decade}`),
  );
}

/** Labels of one axis in one style: decimals while they are short, `3·10⁻⁴` for all as soon as one is not. */
export function tickLabels(ticks: readonly number[]): string[] {
  const short = ticks.every((tick) => tick >= 1e-3 && tick < 1e5);
  return ticks.map((tick) => (short ? String(tick) : scientific(tick)));
}

/** `10⁻⁴`, `3·10⁻⁴`, or `2.35·10⁻⁴` with three digits; `0`. */
export function scientific(value: number, digits?: number): string {
  if (value === 0) return "0";
  const [factor, exponent] = value.toExponential(digits).split("e");
  const raised = Array.from(exponent.replace("+", ""), (sign) => superscripts[sign]).join("");
  return factor === "1" ? `10${raised}` : `${factor}·10${raised}`;
}

const superscripts: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Array.from("⁰¹²³⁴⁵⁶⁷⁸⁹", (raised, digit) => [String(digit), raised])),
  "-": "⁻",
};
