import { activations } from "./activations.ts";
import { assemble } from "./assembler.ts";
import { elements } from "./element.ts";
import { elementwise } from "./elementwise.ts";
import { nonzeroMoments } from "./nonzero-moments.ts";
import { nonzeroSums, zeroTimes } from "./nonzero-sums.ts";
import { columnNonzeros, rowNonzeros } from "./nonzeros.ts";
import { outerProducts } from "./outer-products.ts";
import { pack, packSquares, packTransposed, packWidths } from "./pack.ts";
import { panel, tiles } from "./panel.ts";
import { addSquares, centred } from "./statistics.ts";
import { sums } from "./sums.ts";
import { NEURONS } from "./weights.ts";

/** The bytes of the kernels, for WebAssembly with 128-bit SIMD. */
export const kernelBytes = (): Uint8Array =>
  assemble(
    elements.flatMap((element) => [
      ...tiles.map((tile) => panel(element, tile)),
      ...packWidths.flatMap((vectors) => [
        pack(element, vectors),
        packTransposed(element, vectors),
        packSquares(element, vectors),
      ]),
      ...elementwise(element),
      ...activations(element),
      ...sums(element),
      addSquares(element),
      outerProducts(element),
      rowNonzeros(element),
      columnNonzeros(element),
      nonzeroSums(element),
      zeroTimes(element),
      centred(element),
      ...NEURONS.map((neurons) => nonzeroMoments(element, neurons / 2)),
    ]),
  );
