/** A formula for a derivative, in x or in y = f(x). */
export type Slope = (x: number, y: number) => number;

export const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** d/dx of ½ x (1 + tanh(√(2/π) (x + c x³))), by which GELU is often approximated, with c = 0.044715. */
export const geluByTanh =
  (c: number): Slope =>
  (x) => {
    const k = Math.sqrt(2 / Math.PI);
    const t = Math.tanh(k * (x + c * x ** 3));
    return 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * k * (1 + 3 * c * x * x);
  };
