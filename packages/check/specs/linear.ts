import { ops } from "@espalier/autodiff";
import { entry, linesAlong, product } from "./formulas.ts";
import { primitive } from "./primitive.ts";

const factors = { A: {}, B: {} };

/** The products of matrices, and the layer. */
export const linear = {
  matmulNN: [
    primitive(ops.matmulNN, {
      inputs: factors,
      shapes: (size) => {
        const [M, K, N] = [size(1, 3), size(1, 4), size(1, 3)];
        return { A: [M, K], B: [K, N] };
      },
      formula: (F, { A, B }) => product(F, [A.shape[0], A.shape[1], B.shape[1]], entry(A), entry(B)),
      samples: ["A"],
    }),
  ],
  matmulNT: [
    primitive(ops.matmulNT, {
      inputs: factors,
      shapes: (size) => {
        const [M, K, N] = [size(1, 3), size(1, 4), size(1, 3)];
        return { A: [M, K], B: [N, K] };
      },
      formula: (F, { A, B }) =>
        product(F, [A.shape[0], A.shape[1], B.shape[0]], entry(A), (k, n) => entry(B)(n, k)),
      samples: ["A"],
    }),
  ],
  matmulTN: [
    primitive(ops.matmulTN, {
      inputs: factors,
      shapes: (size) => {
        const [M, K, N] = [size(1, 3), size(1, 4), size(1, 3)];
        return { A: [K, M], B: [K, N] };
      },
      formula: (F, { A, B }) =>
        product(F, [A.shape[1], A.shape[0], B.shape[1]], (m, k) => entry(A)(k, m), entry(B)),
    }),
  ],
  transpose: [
    primitive(ops.transpose, {
      inputs: { x: {} },
      shapes: (size) => ({ x: [size(1, 4), size(1, 4)] }),
      formula: (_, { x }) => linesAlong(x, 0).flat(),
    }),
  ],
  affine: [
    primitive(ops.affine, {
      inputs: { X: {}, W: {}, b: {} },
      shapes: (size) => {
        const [N, I, J] = [size(1, 3), size(1, 3), size(1, 3)];
        return { X: [N, J], W: [I, J], b: [I] };
      },
      formula: (A, { X, W, b }) => {
        const [[N, J], [I]] = [X.shape, W.shape];
        const signal = product(A, [N, J, I], entry(X), (j, i) => entry(W)(i, j));
        return signal.map((s, at) => A.add(s, b.data[at % I]));
      },
      samples: ["X"],
    }),
  ],
};
