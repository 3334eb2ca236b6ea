import { activations } from "./functions/activations.ts";
import { assemble, withNote } from "./engine/assembler.ts";
import type { Routine } from "./engine/assembler.ts";
import { elements } from "./engine/element.ts";
import type { Element } from "./engine/element.ts";
import { elementwise } from "./functions/elementwise.ts";
import { nonzeroMoments } from "./lists/nonzero-moments.ts";
import { nonzeroSums, zeroTimes } from "./lists/nonzero-sums.ts";
import { columnNonzeros, rowNonzeros } from "./lists/nonzeros.ts";
import { outerProducts } from "./product/outer-products.ts";
import { pack, packSquares, packTransposed, packWidths } from "./product/pack.ts";
import { panel, tiles } from "./product/panel.ts";
import { denseMoments } from "./sums/moments.ts";
import { centred, squares } from "./sums/statistics.ts";
import { sums } from "./sums/sums.ts";
import { VECTORS, weights } from "./sums/weights.ts";

/** The bytes of all kernels in one module, for WebAssembly with 128-bit SIMD. A section names the code, see {@link CODE}. */
export const kernelBytes = (): Uint8Array => withNote(assemble(kernelRoutines()), SECTION, CODE);

/**
 * The name of the section that tells this code from any other whose functions have the same names. It is written down, as a program that is handed a
 * compiled module would otherwise assemble all of them to find out.
 */
export const SECTION = "espalier";

/** The CRC-32 of the assembled kernels, in hexadecimal. A test says what it becomes when a kernel changes. */
export const CODE = "a8147358";

/** The names that a module of the kernels exports. */
export const kernelNames = (): string[] => kernelRoutines().map(({ name }) => name);

const [single, double] = elements;

const listed = (of: Element, sum: Element, vectors: number): Routine[] =>
  EQUAL.map((equal) => nonzeroMoments({ of, sum, vectors, equal }));
const dense = (sum: Element, vectors: number): Routine[] =>
  EQUAL.map((equal) => denseMoments({ of: sum, sum, vectors, equal }));
const EQUAL = [false, true];

/** All kernels, none of them assembled yet. */
export const kernelRoutines = (): Routine[] => [
  ...activations(elements),
  ...elements.flatMap((element) => [
    ...tiles.map((tile) => panel(element, tile)),
    ...packWidths.flatMap((vectors) => [
      pack(element, vectors),
      packTransposed(element, vectors),
      packSquares(element, vectors),
    ]),
    ...elementwise(element),
    ...sums(element),
    ...squares(element),
    outerProducts(element),
    rowNonzeros(element),
    columnNonzeros(element),
    nonzeroSums(element),
    zeroTimes(element),
    centred(element, double),
    ...VECTORS.flatMap((vectors) => [
      weights(element, vectors),
      ...listed(element, double, vectors),
      ...dense(element, vectors),
    ]),
  ]),
  centred(single, single),
  ...VECTORS.flatMap((vectors) => listed(single, single, vectors)),
];
