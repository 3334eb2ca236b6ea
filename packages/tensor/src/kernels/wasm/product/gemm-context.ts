import type { Data, DType } from "../../../tensor.ts";
import { elements } from "../engine/element.ts";
import type { Element } from "../engine/element.ts";
import type { Memory, Routines } from "../engine/engine.ts";
import { nonzeroSumsName, zeroTimesName } from "../lists/nonzero-sums.ts";
import { columnNonzerosName, rowNonzerosName } from "../lists/nonzeros.ts";
import { packName, packSquaresName, packWidths } from "./pack.ts";
import { heights, panelName } from "./panel.ts";
import type { Order } from "./panel.ts";
import { scratchIn, writeOrders } from "../engine/scratch.ts";
import type { Scratch } from "../engine/scratch.ts";

type Routine = Routines[string];

/** The memory and routines of a product, collected once: looking a routine up at each call would cost more than a small product. */
export interface GemmContext {
  readonly memory: Memory;
  readonly scratch: Scratch;
  readonly element: Element;
  readonly order: Order;
  /** All of the memory. */
  readonly everything: Data;
  /** The entries beyond the end of C, kept while a panel overruns it. */
  readonly held: number[];
  /** By the number of vectors of a panel, from the highest tile to a single row. */
  readonly tiles: readonly (readonly TileRoutine[])[];
  /** By the number of vectors of a panel. */
  readonly packers: readonly Packers[];
  readonly lists: Lists;
}

interface Packers {
  readonly plain: Routine;
  readonly transposed: Routine;
  readonly squares: Routine;
}

/** A routine for a number of rows at a time. */
interface TileRoutine {
  readonly rows: number;
  readonly routine: Routine;
}

interface Lists {
  readonly ofRows: Routine;
  readonly ofColumns: Routine;
  readonly sums: Routine;
  readonly zeroTimes: Routine;
}

/** A context for each element and each order of A. */
export function gemmContexts(
  routines: Routines,
  memory: Memory,
): Readonly<Record<DType, Readonly<Record<Order, GemmContext>>>> {
  const [f32, f64] = elements.map((element) => {
    writeOrders(memory, element);
    const packers: Packers[] = [];
    for (const vectors of packWidths)
      packers[vectors] = {
        plain: routines[packName(element, false, vectors)],
        transposed: routines[packName(element, true, vectors)],
        squares: routines[packSquaresName(element, vectors)],
      };
    const lists = {
      ofRows: routines[rowNonzerosName(element)],
      ofColumns: routines[columnNonzerosName(element)],
      sums: routines[nonzeroSumsName(element)],
      zeroTimes: routines[zeroTimesName(element)],
    };
    const everything = element.view(memory, 0, Math.floor(memory.byteLength / element.bytes));
    const common = {
      memory,
      scratch: scratchIn(memory, element),
      element,
      everything,
      held: [],
      packers,
      lists,
    };
    const ofOrder = (order: Order): GemmContext => {
      const byVectors: TileRoutine[][] = [];
      for (const [vectors, all] of heights)
        byVectors[vectors] = all.map((rows) => ({
          rows,
          routine: routines[panelName(element, { order, rows, vectors })],
        }));
      return { ...common, order, tiles: byVectors };
    };
    return { rows: ofOrder("rows"), columns: ofOrder("columns") };
  });
  return { f32, f64 };
}
