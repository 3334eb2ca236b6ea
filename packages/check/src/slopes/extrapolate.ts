/** A number and a bound on how far it may be from what it estimates. */
export interface Estimate {
  readonly value: number;
  readonly error: number;
  /** The part of the error that comes from noise; what is left is truncation. */
  readonly noise: number;
}

/**
 * The limit of D(h) for h → 0, from D at h, h/2, h/4 …, by Richardson's extrapolation.
 *
 * With D(h) = D(0) + a h^p + b h^2p + …, each column of the table removes one more power:
 *
 *     A_k0 = D(h/2^k)      A_kj = (r A_k,j−1 − A_k−1,j−1) / (r − 1),   r = 2^pj
 *
 * The error of an entry is what its column has changed by, which is the error of the column before it, plus the noise
 * of the given values, carried through the same recursion with all signs taken as +. The entry with the smallest sum wins.
 *
 * @param noise a bound on the error of each D(h/2^k)
 * @param power p: 2 for central differences, 1 for one-sided ones
 * @see Ridders 1982, "Accurate computation of F′(x) and F′(x) F″(x)", Advances in Engineering Software 4
 */
export function extrapolate(values: readonly number[], noise: readonly number[], power: 1 | 2): Estimate {
  let best: Estimate = { value: Number.NaN, error: Infinity, noise: Infinity };
  let above: { readonly value: number; readonly noise: number }[] = [];
  for (let k = 0; k < values.length; k++) {
    const row = [{ value: values[k], noise: noise[k] }];
    for (let j = 1; j <= k; j++) {
      const r = 2 ** (power * j);
      const [left, upper] = [row[j - 1], above[j - 1]];
      row[j] = {
        value: (r * left.value - upper.value) / (r - 1),
        noise: (r * left.noise + upper.noise) / (r - 1),
      };
      const truncation = Math.max(Math.abs(row[j].value - left.value), Math.abs(row[j].value - upper.value));
      const error = truncation + row[j].noise;
      if (error < best.error) best = { value: row[j].value, error, noise: row[j].noise };
    }
    above = row;
  }
  return best;
}
