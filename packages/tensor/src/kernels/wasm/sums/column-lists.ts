import type { WeightedSums } from "../../kernels.ts";
import { copyRows } from "../engine/copy-rows.ts";
import { elements } from "../engine/element.ts";
import type { Element } from "../engine/element.ts";
import type { Memory, Routines } from "../engine/engine.ts";
import { columnNonzerosName, listSize } from "../lists/nonzeros.ts";
import type { Range } from "../engine/ranges.ts";
import { scratchIn } from "../engine/scratch.ts";
import { centredName } from "./statistics.ts";
import { GROUP, STEP } from "./weights.ts";

const [, double] = elements;

/** Lists that are written at a time. */
const LISTS = 32;

/** Columns whose lists are written together. */
export interface Columns extends Range {
  /** Whether their shift is 0, so that X itself is listed. */
  readonly areCentred: boolean;
}

/** Columns from left to right, in whole vectors up to the last columns. */
export function columnsOf(shift: Float64Array, J: number, { lanes }: Element): readonly Columns[] {
  const runs: Columns[] = [];
  for (let from = 0; from < J; from += lanes) {
    const size = Math.min(lanes, J - from);
    const areCentred = shift.subarray(from, from + size).every((c) => c === 0);
    const last = runs.at(-1);
    if (last?.areCentred === areCentred && last.size + size <= LISTS)
      runs[runs.length - 1] = { ...last, size: last.size + size };
    else runs.push({ from, size, areCentred });
  }
  return runs;
}

/** Addresses of lists and of their ends, and the precision of the numbers in them. */
export interface Lists {
  readonly lists: number;
  readonly ends: number;
  readonly element: Element;
}

/** Writes a list for each column of X − c: of its nonzero entries, or of all entries (`keep`). */
export function columnListsOn(
  routines: Routines,
  memory: Memory,
): (sums: WeightedSums, samples: Range, columns: Columns, element: Element, keep: boolean) => Lists {
  const { A, B } = scratchIn(memory, double);
  const lists = B.byteOffset;
  const ends = lists + LISTS * listSize(double);
  const c = new Float64Array(memory, ends + 4 * LISTS, LISTS);

  return ({ X, shift, J }, samples, { from, size, areCentred }, element, keep) => {
    const rows = Math.ceil(samples.size / GROUP) * GROUP;
    const vectors = Math.ceil(size / element.lanes);
    const width = vectors * element.lanes;
    const start = samples.from * J + from;
    let [address, row] = [X.byteOffset + start * element.bytes, J * element.bytes];
    if (X.buffer !== memory || rows > samples.size) {
      const to = element.view(memory, A.byteOffset, rows * width);
      to.fill(0);
      copyRows({ from: X, start, step: J, to, toStep: width, rows: samples.size, width: size });
      [address, row] = [to.byteOffset, width * element.bytes];
    }
    let listed = element;
    if (!areCentred) {
      const to = A.subarray(A.length / 2);
      c.set(shift.subarray(from, from + size));
      routines[centredName(element)](address, row, c.byteOffset, to.byteOffset, samples.size, width / 2);
      to.fill(0, samples.size * width, rows * width);
      [address, row, listed] = [to.byteOffset, width * double.bytes, double];
    }
    routines[columnNonzerosName(listed)](
      address,
      row,
      STEP,
      lists,
      ends,
      width / listed.lanes,
      rows / listed.lanes,
      keep ? -1 : 0,
    );
    return { lists, ends, element: listed };
  };
}
