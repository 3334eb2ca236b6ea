import { ops } from "@espalier/autodiff";
import type { Arithmetic, Domain, Entries } from "../src/index.ts";
import { linesAlong, sum } from "./formulas.ts";
import { primitive } from "./primitive.ts";

/** Rows of signals: beyond these numbers ε is nothing beside the mean square. */
const signal: Domain = { low: -8, high: 8 };

/** γ ⊙ (x − μ) / √(mean (x − μ)² + ε), with μ as `centre` has it. */
function normalized<T>(
  A: Arithmetic<T>,
  { X, gain }: Readonly<Record<"X" | "gain", Entries<T>>>,
  epsilon: number,
  centre: (row: readonly T[]) => T,
): T[] {
  return linesAlong(X, 1).flatMap((row) => {
    const middle = centre(row);
    const apart = row.map((x) => A.sub(x, middle));
    const square = meanOf(
      A,
      apart.map((x) => A.mul(x, x)),
    );
    const size = A.sqrt(A.add(square, A.of(epsilon)));
    return apart.map((x, i) => A.mul(gain.data[i], A.div(x, size)));
  });
}

const meanOf = <T>(A: Arithmetic<T>, terms: readonly T[]): T => A.div(sum(A, terms), A.of(terms.length));

/** As exporters have it, and so large that the rows hardly matter. */
const epsilons = [2 ** -10, 4] as const;

/** Rows divided by their own size. */
export const normalization = {
  layerNorm: epsilons.map((epsilon) =>
    primitive(
      ops.layerNorm(epsilon),
      {
        inputs: { X: signal, gain: {}, shift: {} },
        shapes: (size) => {
          const [N, I] = [size(1, 3), size(1, 4)];
          return { X: [N, I], gain: [I], shift: [I] };
        },
        formula: (A, { X, gain, shift }) =>
          normalized(A, { X, gain }, epsilon, (row) => meanOf(A, row)).map((y, at) =>
            A.add(y, shift.data[at % shift.data.length]),
          ),
        samples: ["X"],
      },
      ` with ${epsilon}`,
    ),
  ),
  rmsNorm: epsilons.map((epsilon) =>
    primitive(
      ops.rmsNorm(epsilon),
      {
        inputs: { X: signal, gain: {} },
        shapes: (size) => {
          const [N, I] = [size(1, 3), size(1, 4)];
          return { X: [N, I], gain: [I] };
        },
        formula: (A, inputs) => normalized(A, inputs, epsilon, () => A.of(0)),
        samples: ["X"],
      },
      ` with ${epsilon}`,
    ),
  ),
};
