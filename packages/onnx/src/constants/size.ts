/** The size of an axis in shape arithmetic: a number, or a multiple of the number of samples, which the file leaves open. */
export type Size = number | Samples;

/** k N */
export interface Samples {
  readonly times: number;
}

export const isOpen = (size: Size): size is Samples => typeof size !== "number";

/** a b; undefined for N². */
export function product(a: Size, b: Size): Size | undefined {
  if (!isOpen(a)) return isOpen(b) ? { times: a * b.times } : a * b;
  return isOpen(b) ? undefined : { times: a.times * b };
}

/** a / b without its remainder, as for whole numbers; undefined where that depends on N. */
export function quotient(a: Size, b: Size): Size | undefined {
  if (isOpen(a)) {
    const divisor = isOpen(b) ? b.times : b;
    if (divisor === 0 || a.times % divisor !== 0) return undefined;
    return isOpen(b) ? a.times / divisor : { times: a.times / divisor };
  }
  return isOpen(b) || b === 0 ? undefined : Math.trunc(a / b);
}

export const sameSize = (a: Size, b: Size): boolean =>
  isOpen(a) ? isOpen(b) && a.times === b.times : a === b;

export const showSize = (size: Size): string =>
  isOpen(size) ? (size.times === 1 ? "N" : `${size.times}N`) : `${size}`;

export const showSizes = (sizes: readonly Size[]): string => `[${sizes.map(showSize).join(", ")}]`;
