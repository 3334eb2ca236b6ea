import { ops } from "@espalier/autodiff";
import type { Domain } from "../src/index.ts";
import { linesAlong, logsumexp, softmax, sum } from "./formulas.ts";
import { matrix, primitive } from "./primitive.ts";

/** Beyond 710 exp overflows: the sum must be taken around its largest term. */
const logits: Domain = { low: -1000, high: 1000, borders: [710, -745] };

/** Sums of exponentials, and the losses. */
export const losses = {
  logsumexp: [0, 1].map((axis) =>
    primitive(
      ops.logsumexp(axis),
      {
        inputs: { x: logits },
        shapes: (size) => ({ x: matrix(size) }),
        formula: (A, { x }) => linesAlong(x, axis).map((line) => logsumexp(A, line)),
        ...(axis === 1 ? { samples: ["x"] } : {}),
      },
      ` ${axis}`,
    ),
  ),
  softmax: [0, 1].map((axis) =>
    primitive(
      ops.softmax(axis),
      {
        inputs: { x: logits },
        shapes: (size) => ({ x: matrix(size, 3, 3) }),
        formula: (A, { x }) => {
          const lines = linesAlong(x, axis).map((line) => softmax(A, line));
          const [, columns] = x.shape;
          return x.data.map((_, at) =>
            axis === 1
              ? lines[Math.floor(at / columns)][at % columns]
              : lines[at % columns][Math.floor(at / columns)],
          );
        },
        ...(axis === 1 ? { samples: ["x"] } : {}),
      },
      ` ${axis}`,
    ),
  ),
  softmaxCrossEntropy: [
    primitive(ops.softmaxCrossEntropy, {
      inputs: { X: logits, target: { held: (pick, { X: [, M] }) => pick(0, M - 1) } },
      shapes: (size) => {
        const [N, M] = matrix(size);
        return { X: [N, M], target: [N] };
      },
      formula: (A, { X, target }) => {
        const each = linesAlong(X, 1).map((line, n) =>
          A.sub(logsumexp(A, line), line[A.real(target.data[n])]),
        );
        return [A.div(sum(A, each), A.of(each.length))];
      },
    }),
  ],
  softmaxDivergence: [
    primitive(ops.softmaxDivergence, {
      inputs: { X: logits, target: { held: (pick) => pick(-900, 900) } },
      shapes: (size) => {
        const shape = matrix(size);
        return { X: shape, target: shape };
      },
      formula: (A, { X, target }) => {
        const targets = linesAlong(target, 1);
        const each = linesAlong(X, 1).map((line, n) => {
          const own = targets[n];
          const expected = softmax(A, own).map((q, m) => A.mul(q, A.sub(line[m], own[m])));
          return A.sub(A.sub(logsumexp(A, line), logsumexp(A, own)), sum(A, expected));
        });
        return [A.div(sum(A, each), A.of(each.length))];
      },
    }),
  ],
  meanSquaredError: [
    primitive(ops.meanSquaredError, {
      inputs: { prediction: {}, target: {} },
      shapes: (size) => {
        const shape = matrix(size);
        return { prediction: shape, target: shape };
      },
      formula: (A, { prediction, target }) => {
        const squares = prediction.data.map((p, at) => {
          const error = A.sub(p, target.data[at]);
          return A.mul(error, error);
        });
        return [A.div(sum(A, squares), A.of(squares.length))];
      },
    }),
  ],
};
