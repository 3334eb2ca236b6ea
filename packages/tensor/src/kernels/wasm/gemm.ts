import type { Data } from "../../tensor.ts";
import type { Gemm } from "../kernels.ts";
import { reference } from "../reference.ts";
import { elements } from "./assembler.ts";
import type { Element } from "./assembler.ts";
import type { Engine } from "./engine.ts";
import { packName } from "./pack.ts";
import { panelName } from "./panel.ts";
import type { Order } from "./panel.ts";

// Blocks of A, B and C are copied to where the routines work. Their sizes are what the caches of a core hold; how a product
// is cut into blocks changes no bit, as an entry of C continues from where the last block left it.
const LONGEST_K = 1024;
const LONGEST_M = 1024;
const LONGEST_N = 256;
const BLOCK = 128 * 1024; // entries of a block of A

const SLACK = 64; // what a routine may read beyond a block, in entries
const entries = {
  A: BLOCK,
  raw: LONGEST_K * LONGEST_N,
  panels: LONGEST_K * LONGEST_N,
  C: LONGEST_M * LONGEST_N,
};

/** What {@link gemmOn} needs of memory. */
export const SCRATCH_BYTES: number =
  8 * (Object.values(entries).reduce((sum, size) => sum + size, 0) + 4 * SLACK);

/** Below so many products of numbers, copying costs more than it gains. */
const SMALLEST = 4096;

/** A part of memory as an array, and where it starts in bytes. */
interface Region {
  readonly data: Data;
  readonly start: number;
}

type Scratch = Readonly<Record<keyof typeof entries, Region>>;

/** The matrix product on an engine. What it has no routine for goes to the reference, which gives the same bits. */
export function gemmOn({ routines, memory }: Engine, smallest: number = SMALLEST): (product: Gemm) => void {
  const scratches = new Map(elements.map((element) => [element, scratchIn(memory, element)]));
  return (product) => {
    const { M, N, K, A, B, C, aRow, aColumn, bRow, bColumn } = product;
    const order: Order | undefined = aColumn === 1 ? "rows" : aRow === 1 ? "columns" : undefined;
    const element = elements.find(({ dtype }) => [A, B, C].every((data) => isOf(dtype, data)));
    const isPlain = bColumn === 1 || bRow === 1;
    if (M * N * K < smallest || order === undefined || element === undefined || !isPlain)
      return reference.gemm(product);
    const scratch = scratches.get(element);
    if (scratch) multiplyBlocks(product, { routines, scratch, element, order });
  };
}

const isOf = (dtype: Element["dtype"], data: Data): boolean =>
  data instanceof Float32Array === (dtype === "f32");

function scratchIn(memory: ArrayBuffer, { dtype, bytes }: Element): Scratch {
  let start = 0;
  const region = (size: number): Region => {
    const data =
      dtype === "f32"
        ? new Float32Array(memory, start, size + SLACK)
        : new Float64Array(memory, start, size + SLACK);
    const here = { data, start };
    start += (size + SLACK) * bytes;
    return here;
  };
  return {
    A: region(entries.A),
    raw: region(entries.raw),
    panels: region(entries.panels),
    C: region(entries.C),
  };
}

interface Workplace {
  readonly routines: Engine["routines"];
  readonly scratch: Scratch;
  readonly element: Element;
  readonly order: Order;
}

/** A range of rows, columns or products. */
interface Range {
  readonly from: number;
  readonly size: number;
}

/** Cuts a length into equal parts, none longer than `longest`. */
function* parts(length: number, longest: number): Generator<Range> {
  const size = Math.ceil(length / Math.ceil(length / longest));
  for (let from = 0; from < length; from += size) yield { from, size: Math.min(size, length - from) };
}

function multiplyBlocks(product: Gemm, place: Workplace): void {
  const { M, N, K } = product;
  const longestM =
    place.order === "columns" ? LONGEST_M : Math.min(LONGEST_M, Math.floor(BLOCK / Math.min(K, LONGEST_K)));
  const longestK =
    place.order === "rows" ? LONGEST_K : Math.min(LONGEST_K, Math.floor(BLOCK / Math.min(M, LONGEST_M)));
  for (const n of parts(N, LONGEST_N)) {
    const panels = panelsOf(n.size, place.element);
    for (const k of parts(K, longestK)) {
      packB(product, n, k, panels, place);
      for (const m of parts(M, longestM)) {
        loadA(product, m, k, place);
        loadC(product, m, n, k.from === 0, panels, place);
        multiplyBlock(m.size, k.size, panels, place);
        storeC(product, m, n, panels, place);
      }
    }
  }
}

/** Columns of B and C that are computed together, 1 or 2 vectors wide. */
interface Panel {
  readonly from: number;
  readonly vectors: number;
}

interface Panels {
  readonly list: readonly Panel[];
  /** Columns, those beyond the end of C included. */
  readonly width: number;
}

function panelsOf(columns: number, { lanes }: Element): Panels {
  const list: Panel[] = [];
  let width = 0;
  while (width < columns) {
    const vectors = columns - width > lanes ? 2 : 1;
    list.push({ from: width, vectors });
    width += vectors * lanes;
  }
  return { list, width };
}

function packB({ B, bRow, bColumn }: Gemm, n: Range, k: Range, { list }: Panels, place: Workplace): void {
  const { raw, panels } = place.scratch;
  const { bytes } = place.element;
  const transposed = bColumn !== 1;
  const [outer, inner, step] = transposed ? [n, k, bColumn] : [k, n, bRow];
  copyRows({
    from: B,
    start: outer.from * step + inner.from,
    step,
    to: raw.data,
    rows: outer.size,
    width: inner.size,
    toStep: inner.size,
  });
  for (const { from, vectors } of list) {
    const source = raw.start + bytes * (transposed ? from * k.size : from);
    place.routines[packName(place.element, transposed, vectors)](
      source,
      bytes * inner.size,
      panels.start + bytes * from * k.size,
      k.size,
    );
  }
}

function loadA({ A, aRow, aColumn }: Gemm, m: Range, k: Range, { scratch, order }: Workplace): void {
  const [outer, inner, step] = order === "rows" ? [m, k, aRow] : [k, m, aColumn];
  copyRows({
    from: A,
    start: outer.from * step + inner.from,
    step,
    to: scratch.A.data,
    rows: outer.size,
    width: inner.size,
    toStep: inner.size,
  });
}

function loadC(
  { C, N }: Gemm,
  m: Range,
  n: Range,
  isFirst: boolean,
  { width }: Panels,
  { scratch }: Workplace,
): void {
  const to = scratch.C.data;
  if (isFirst) to.fill(0, 0, m.size * width);
  else
    copyRows({
      from: C,
      start: m.from * N + n.from,
      step: N,
      to,
      rows: m.size,
      width: n.size,
      toStep: width,
    });
}

function storeC({ C, N }: Gemm, m: Range, n: Range, { width }: Panels, { scratch }: Workplace): void {
  copyRows({
    from: scratch.C.data,
    start: 0,
    step: width,
    to: C,
    toStart: m.from * N + n.from,
    rows: m.size,
    width: n.size,
    toStep: N,
  });
}

function multiplyBlock(
  M: number,
  K: number,
  { list, width }: Panels,
  { routines, scratch, element, order }: Workplace,
): void {
  const { A, panels, C } = scratch;
  const { bytes } = element;
  const [aRow, aStep] = order === "rows" ? [K * bytes, K * bytes] : [bytes, M * bytes];
  for (const { from, vectors } of list) {
    const rows = vectors === 2 ? 4 : 8;
    const whole = M - (M % rows);
    const run = (height: number, first: number, count: number): void => {
      if (count === 0) return;
      const c = C.start + (first * width + from) * bytes;
      routines[panelName(element, { order, rows: height, vectors })](
        A.start + first * aRow,
        aStep,
        panels.start + from * K * bytes,
        c,
        width * bytes,
        count,
        K,
      );
    };
    run(rows, 0, whole / rows);
    run(1, whole, M - whole);
  }
}

interface Copy {
  readonly from: Data;
  readonly start: number;
  readonly step: number;
  readonly to: Data;
  readonly toStart?: number;
  readonly toStep: number;
  readonly rows: number;
  readonly width: number;
}

/** Copies rows of a matrix: at once where they follow each other on both sides. */
function copyRows({ from, start, step, to, toStart = 0, toStep, rows, width }: Copy): void {
  if (step === width && toStep === width) to.set(from.subarray(start, start + rows * width), toStart);
  else
    for (let row = 0; row < rows; row++) {
      const source = start + row * step;
      const target = toStart + row * toStep;
      if (width > 32) to.set(from.subarray(source, source + width), target);
      else for (let column = 0; column < width; column++) to[target + column] = from[source + column];
    }
}
