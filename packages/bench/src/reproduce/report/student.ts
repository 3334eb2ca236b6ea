/**
 * P(|T| ≤ t) of Student's distribution with ν degrees of freedom, a whole number: the finite sums that hold for odd and for even
 * ν, in θ = arctan(t / √ν).
 *
 * @see Abramowitz & Stegun, Handbook of Mathematical Functions (1964), 26.7.3 and 26.7.4
 */
export function studentWithin(t: number, degrees: number): number {
  const theta = Math.atan(t / Math.sqrt(degrees));
  const [sine, cosine] = [Math.sin(theta), Math.cos(theta)];
  const isOdd = degrees % 2 === 1;
  let term = isOdd ? cosine : 1;
  let sum = degrees === 1 ? 0 : term;
  for (let power = isOdd ? 3 : 2; power <= degrees - 2; power += 2) {
    term *= (cosine * cosine * (power - 1)) / power;
    sum += term;
  }
  return isOdd ? (2 / Math.PI) * (theta + sine * sum) : sine * sum;
}

/**
 * The t with P(|T| ≤ t) = `share`: half the width of a two-sided interval, in standard errors.
 *
 * @param degrees ν ≥ 1
 * @param share in (0, 1)
 */
export function studentQuantile(share: number, degrees: number): number {
  let [low, high] = [0, 1];
  while (studentWithin(high, degrees) < share) high *= 2;
  // Halving 60 times leaves no bit of the interval to halve.
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (studentWithin(middle, degrees) < share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
