import { sumOfSquares } from "../contenders/support.ts";
import { entries } from "../src/tasks.ts";
import type { Contender, Prepared, ProductTask } from "../src/tasks.ts";
import { load, presence } from "./load.ts";

interface NdArray {
  transpose(...axes: readonly number[]): NdArray;
}

type NdArrayOf = (data: Float32Array | Float64Array, shape: readonly number[]) => NdArray;
type Gemm = (C: NdArray, A: NdArray, B: NdArray) => void;

const ndarray = await load<{ default: NdArrayOf }>("ndarray");
const library = await load<{ default: Gemm }>("ndarray-gemm");

function product({ dtype, form, M, K, N }: ProductTask): Prepared {
  const [array, gemm] = [ndarray!.default, library!.default]; // asked for only where they are
  const matrix = (rows: number, columns: number): NdArray =>
    array(entries(rows * columns, dtype), [rows, columns]);
  const A = form === "TN" ? matrix(K, M).transpose(1, 0) : matrix(M, K);
  const B = form === "NT" ? matrix(N, K).transpose(1, 0) : matrix(K, N);
  const data = entries(M * N, dtype);
  const C = array(data, [M, N]);
  const run = (): void => gemm(C, A, B);
  run();
  return { run, figure: sumOfSquares(data) };
}

export const contender: Contender = { available: presence("ndarray-gemm", library), prepare: { product } };
