import type { Gemm } from "../kernels.ts";
import { gemm as reference } from "../reference/gemm.ts";
import { elements } from "./element.ts";
import { DENSE, placeA, placeB, placeC, returnC } from "./blocks.ts";
import type { Block, Packers, Panel, Workshop } from "./blocks.ts";
import { parts } from "./ranges.ts";
import { LONGEST, scratchIn, writeOrders } from "./scratch.ts";
import type { Memory, Routines } from "./engine.ts";
import { packName, packSquaresName, packWidths } from "./pack.ts";
import { panelName } from "./panel.ts";
import { WIDE } from "./nonzero-sums.ts";
import { isSparse, isSparseBelow, multiplySparse, multiplySparseBelow } from "./sparse.ts";

/** Below so many products of numbers, finding the right routine costs more than it gains. */
const SMALLEST = 4096;

/** The matrix product on an engine. What it has no routine for goes to the reference, which gives the same bits. */
export function gemmOn(
  routines: Routines,
  memory: Memory,
  smallest: number = SMALLEST,
): (product: Gemm) => void {
  const shops = elements.flatMap((element) => {
    const scratch = scratchIn(memory, element);
    writeOrders(memory, element);
    const packers: Packers[] = [];
    for (const vectors of packWidths)
      packers[vectors] = {
        plain: routines[packName(element, false, vectors)],
        transposed: routines[packName(element, true, vectors)],
        squares: routines[packSquaresName(element, vectors)],
      };
    return (["rows", "columns"] as const).map((order): Workshop => {
      const tiles = [8, 4].map((rows, at) => {
        const [several, single] = [rows, 1].map(
          (height) => routines[panelName(element, { order, rows: height, vectors: at + 1 })],
        );
        return { rows, several, single };
      });
      return { routines, memory, scratch, element, order, tiles, packers };
    });
  });
  return (product) => {
    const { M, N, K, A, B, C, aRow, aColumn, bRow, bColumn } = product;
    const order = aColumn === 1 ? "rows" : aRow === 1 ? "columns" : undefined;
    const [single, double] = elements;
    const element = double.isOf(C) ? double : single.isOf(A) && single.isOf(B) ? single : undefined;
    const isPlain = bColumn === 1 || bRow === 1;
    const shop = shops.find((each) => each.element === element && each.order === order);
    if (M * N * K < smallest || shop === undefined || !isPlain) return reference(product);
    multiplyBlocks(product, shop);
  };
}

/** How a product is cut into blocks changes no bit: an entry of C continues from where the last block left it. */
function multiplyBlocks(product: Gemm, shop: Workshop): void {
  const { M, N, K } = product;
  if (isSparseBelow(product, shop)) return multiplySparseBelow(product, shop);
  // A block of A has to fit its place: with the longest side whole, the other is what room there is.
  const byRows = shop.order === "rows";
  const longestM = byRows ? Math.min(LONGEST.M, Math.floor(LONGEST.A / Math.min(K, LONGEST.K))) : LONGEST.M;
  const longestK = byRows ? LONGEST.K : Math.min(LONGEST.K, Math.floor(LONGEST.A / Math.min(M, LONGEST.M)));
  const sparse = isSparse(product, shop);
  for (const n of parts(N, LONGEST.N))
    for (const k of parts(K, longestK)) {
      const panels = placeB(product, n, k, sparse ? WIDE : DENSE, shop);
      for (const m of parts(M, longestM)) {
        const a = placeA(product, m, k, shop);
        const c = placeC(product, m, n, k, shop);
        if (sparse) multiplySparse(a, panels, c, m.size, k.size, shop);
        else {
          const goesOn = k.from === 0 ? 0 : 1;
          // From the right, so that what the last panel writes beyond its row is written over by the next row.
          for (let at = panels.length - 1; at >= 0; at--)
            multiplyPanel(a, panels[at], c, m.size, k.size, goesOn, shop);
        }
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
  goesOn: number,
  { element, order, tiles }: Workshop,
): void {
  const { bytes } = element;
  const aRow = order === "rows" ? a.step : bytes;
  const { rows, several, single } = tiles[b.vectors - 1];
  const rest = M % rows;
  const c0 = c.address + b.from * bytes;
  if (M > rest) several(a.address, a.step, b.address, b.step, c0, c.step, (M - rest) / rows, K, goesOn);
  if (rest > 0) {
    const [aRest, cRest] = [a.address + (M - rest) * aRow, c0 + (M - rest) * c.step];
    single(aRest, a.step, b.address, b.step, cRest, c.step, rest, K, goesOn);
  }
}
