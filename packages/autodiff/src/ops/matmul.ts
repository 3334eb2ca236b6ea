import { matchAxes, matmulNNInto, matmulNTInto, matmulTNInto } from "@espalier/tensor";
import type { Op } from "../op.ts";

/**
 * C = A B, [m, k] · [k, n] → [m, n].
 *
 *   jvp   Ċ = Ȧ B     Ċ = A Ḃ
 *   vjp   Ā = C̄ Bᵀ    B̄ = Aᵀ C̄
 *
 * @throws ShapeError when A and B disagree on k
 * @see Giles 2008, "An extended collection of matrix derivative results", §2.2
 */
export const matmulNN: Op<"A" | "B"> = {
  name: "matmulNN",
  shape: ({ A, B }) => {
    const { M, N } = matchAxes("matmulNN", { A: [{ shape: A }, "MK"], B: [{ shape: B }, "KN"] });
    return [M, N];
  },
  forward: ({ A, B }, C) => void matmulNNInto(C, A, B),
  jvp: {
    A: ({ B }, ADot, _, apply) => apply(matmulNN, { A: ADot, B }),
    B: ({ A }, BDot, _, apply) => apply(matmulNN, { A, B: BDot }),
  },
  vjp: {
    A: ({ B }, CBar, _, apply) => apply(matmulNT, { A: CBar, B }),
    B: ({ A }, CBar, _, apply) => apply(matmulTN, { A, B: CBar }),
  },
};

/**
 * C = A Bᵀ, [m, k] · [n, k]ᵀ → [m, n].
 *
 *   jvp   Ċ = Ȧ Bᵀ    Ċ = A Ḃᵀ
 *   vjp   Ā = C̄ B     B̄ = C̄ᵀ A
 *
 * @throws ShapeError when A and B disagree on k
 */
export const matmulNT: Op<"A" | "B"> = {
  name: "matmulNT",
  shape: ({ A, B }) => {
    const { M, N } = matchAxes("matmulNT", { A: [{ shape: A }, "MK"], B: [{ shape: B }, "NK"] });
    return [M, N];
  },
  forward: ({ A, B }, C) => void matmulNTInto(C, A, B),
  jvp: {
    A: ({ B }, ADot, _, apply) => apply(matmulNT, { A: ADot, B }),
    B: ({ A }, BDot, _, apply) => apply(matmulNT, { A, B: BDot }),
  },
  vjp: {
    A: ({ B }, CBar, _, apply) => apply(matmulNN, { A: CBar, B }),
    B: ({ A }, CBar, _, apply) => apply(matmulTN, { A: CBar, B: A }),
  },
};

/**
 * C = Aᵀ B, [k, m]ᵀ · [k, n] → [m, n].
 *
 *   jvp   Ċ = Ȧᵀ B    Ċ = Aᵀ Ḃ
 *   vjp   Ā = B C̄ᵀ    B̄ = A C̄
 *
 * @throws ShapeError when A and B disagree on k
 */
export const matmulTN: Op<"A" | "B"> = {
  name: "matmulTN",
  shape: ({ A, B }) => {
    const { M, N } = matchAxes("matmulTN", { A: [{ shape: A }, "KM"], B: [{ shape: B }, "KN"] });
    return [M, N];
  },
  forward: ({ A, B }, C) => void matmulTNInto(C, A, B),
  jvp: {
    A: ({ B }, ADot, _, apply) => apply(matmulTN, { A: ADot, B }),
    B: ({ A }, BDot, _, apply) => apply(matmulTN, { A, B: BDot }),
  },
  vjp: {
    A: ({ B }, CBar, _, apply) => apply(matmulNT, { A: B, B: CBar }),
    B: ({ A }, CBar, _, apply) => apply(matmulNN, { A, B: CBar }),
  },
};

/**
 * Xᵀ of a matrix. It is its own adjoint.
 *
 *   x [i, j]  →  y [j, i]
 *
 * @throws ShapeError when x is not a matrix
 */
export const transpose: Op<"x"> = {
  name: "transpose",
  shape: ({ x }) => {
    const { I, J } = matchAxes("transpose", { x: [{ shape: x }, "IJ"] });
    return [J, I];
  },
  forward: ({ x: { shape, data: X } }, { data: Y }) => {
    const [I, J] = shape;
    for (let i = 0; i < I; i++) for (let j = 0; j < J; j++) Y[j * I + i] = X[i * J + j];
  },
  jvp: { x: (_, xDot, __, apply) => apply(transpose, { x: xDot }) },
  vjp: { x: (_, yBar, __, apply) => apply(transpose, { x: yBar }) },
};
