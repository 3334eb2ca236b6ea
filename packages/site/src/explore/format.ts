const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** A number with four significant digits, as many as the examples on paper have, and a real minus; very small and very large ones as a power of ten. */
export function show(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size >= 1e-3 && size < 1e6) {
    const digits = Math.max(0, 3 - Math.floor(Math.log10(size)));
    return minus(String(Number(value.toFixed(digits))));
  }
  const [mantissa, exponent] = value.toExponential(2).split("e");
  const power = exponent
    .replace("+", "")
    .replace("-", "⁻")
    .replaceAll(/\d/g, (digit) => SUPERSCRIPTS[Number(digit)]);
  return minus(`${Number(mantissa)} × 10${power}`);
}

/** All digits of a number, for a table of exact values. */
export const exact = (value: number): string => minus(String(value));

export const percent = (fraction: number): string =>
  `${minus(String(Math.round(1000 * fraction) / 10))}\u00a0%`;

const minus = (text: string): string => text.replaceAll("-", "−");

/** `less than a second`, `12 s`, `3 minutes` */
export const time = (seconds: number): string =>
  seconds < 1
    ? "less than a second"
    : seconds < 90
      ? `${Math.round(seconds)} s`
      : `${Math.round(seconds / 60)} minutes`;
