import type { Gemm } from "../kernels.ts";
import { gemm as reference } from "../reference/gemm.ts";
import { elements } from "./element.ts";
import { placeB, placeC, placeA, returnC } from "./blocks.ts";
import type { Block, Panel, Workshop } from "./blocks.ts";
import { parts } from "./ranges.ts";
import { LONGEST, scratchIn } from "./scratch.ts";
import type { Memory, Routines } from "./engine.ts";
import { panelName } from "./panel.ts";
import type { Order } from "./panel.ts";

/** Below so many products of numbers, finding the right routine costs more than it gains. */
const SMALLEST = 4096;

/** The matrix product on an engine. What it has no routine for goes to the reference, which gives the same bits. */
export function gemmOn(
  routines: Routines,
  memory: Memory,
  smallest: number = SMALLEST,
): (product: Gemm) => void {
  const scratches = new Map(elements.map((element) => [element, scratchIn(memory, element)]));
  return (product) => {
    const { M, N, K, A, B, C, aRow, aColumn, bRow, bColumn } = product;
    const order: Order | undefined = aColumn === 1 ? "rows" : aRow === 1 ? "columns" : undefined;
    const element = elements.find(({ isOf }) => isOf(A) && isOf(B) && isOf(C));
    const scratch = element && scratches.get(element);
    const isPlain = bColumn === 1 || bRow === 1;
    if (
      M * N * K < smallest ||
      order === undefined ||
      element === undefined ||
      scratch === undefined ||
      !isPlain
    )
      return reference(product);
    multiplyBlocks(product, { routines, memory, scratch, element, order });
  };
}

/** How a product is cut into blocks changes no bit: an entry of C continues from where the last block left it. */
function multiplyBlocks(product: Gemm, shop: Workshop): void {
  const { M, N, K } = product;
  // A block of A has to fit its place: with the longest side whole, the other is what room there is.
  const byRows = shop.order === "rows";
  const longestM = byRows ? Math.min(LONGEST.M, Math.floor(LONGEST.A / Math.min(K, LONGEST.K))) : LONGEST.M;
  const longestK = byRows ? LONGEST.K : Math.min(LONGEST.K, Math.floor(LONGEST.A / Math.min(M, LONGEST.M)));
  for (const n of parts(N, LONGEST.N))
    for (const k of parts(K, longestK)) {
      const panels = placeB(product, n, k, shop);
      for (const m of parts(M, longestM)) {
        const a = placeA(product, m, k, shop);
        const c = placeC(product, m, n, k.from === 0, shop);
        for (const panel of panels) multiplyPanel(a, panel, c, m.size, k.size, shop);
        returnC(product, m, n, c, shop);
      }
    }
}

function multiplyPanel(
  a: Block,
  b: Panel,
  c: Block,
  M: number,
  K: number,
  { routines, element, order }: Workshop,
): void {
  const { bytes } = element;
  const { vectors } = b;
  const aRow = order === "rows" ? a.step : bytes;
  const run = (rows: number, first: number, count: number): void => {
    if (count === 0) return;
    const cHere = c.address + first * c.step + b.from * bytes;
    const routine = routines[panelName(element, { order, rows, vectors })];
    routine(a.address + first * aRow, a.step, b.address, b.step, cHere, c.step, count, K);
  };
  const rows = vectors === 2 ? 4 : 8;
  const rest = M % rows;
  run(rows, 0, (M - rest) / rows);
  run(1, M - rest, rest);
}
