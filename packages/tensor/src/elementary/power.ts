/** xⁿ for a whole number n ≥ 0, by repeated squaring: ECMAScript leaves the digits of `x ** n` to the engine. */
export function power(x: number, n: number): number {
  let result = 1;
  let square = x;
  for (let rest = n; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result *= square;
    square *= square;
  }
  return result;
}
