import { add, advance, assemble, doWhile, I32, int, loadVector, repeat, routine } from "./assembler.ts";
import { storeVector, unequal, V128 } from "./assembler.ts";
import type { Routine } from "./assembler.ts";
import { elements } from "./element.ts";
import type { Element } from "./element.ts";
import { startEngine } from "./engine.ts";

/** A tile of sums, as in the matrix product. */
const [ROWS, COLUMNS] = [4, 2];

/** Rounds through a small piece of memory and the steps of one round: long compared with the call, short compared with a time slice. */
const [ROUNDS, STEPS] = [200, 100];
const BYTES = 16 * COLUMNS * STEPS;

/** Multiplications and additions with almost no other work: an upper bound on the speed of a matrix product on this engine. */
export interface Peak {
  /** Floating-point operations of one call. */
  readonly flop: Readonly<Record<Element["dtype"], number>>;
  /** Runs the operations once. */
  readonly run: (dtype: Element["dtype"]) => void;
}

/**
 * Compiles a {@link Peak}.
 *
 * @returns undefined without WebAssembly with SIMD
 */
export async function peak(): Promise<Peak | undefined> {
  const engine = await startEngine(assemble(elements.map(multiplyAdd)), BYTES + 16 * ROWS * COLUMNS);
  if (engine === undefined) return undefined;
  const flop = (lanes: number): number => ROUNDS * STEPS * ROWS * COLUMNS * 2 * lanes;
  return {
    flop: { f32: flop(4), f64: flop(2) },
    run: (dtype) => engine.routines[dtype](0, ROUNDS),
  };
}

/**
 * The inner loop of a product whose A stays in registers. It reads B, because an engine would move products of constants out
 * of the loop; processors read memory with separate execution units.
 *
 * (memory, rounds)
 */
const multiplyAdd = (element: Element): Routine =>
  routine(element.dtype, 2, ([memory, rounds], fresh) => {
    const [here, end] = [fresh(I32), fresh(I32)];
    const factors = Array.from({ length: COLUMNS }, () => fresh(V128));
    const rows = Array.from({ length: ROWS }, () => ({
      a: fresh(V128),
      sums: factors.map((factor) => ({ factor, sum: fresh(V128) })),
    }));
    const sums = rows.flatMap((row) => row.sums);
    return [
      end.set(add(memory.get, int(BYTES))),
      ...rows.flatMap(({ a }, at) => a.set(loadVector(memory.get, 16 * at))),
      repeat(
        rounds,
        here.set(memory.get),
        doWhile(
          unequal(here.get, end.get),
          ...factors.map((factor, at) => factor.set(loadVector(here.get, 16 * at))),
          ...rows.flatMap(({ a, sums: inRow }) =>
            inRow.map(({ sum, factor }) =>
              sum.set(element.add(sum.get, element.multiply(a.get, factor.get))),
            ),
          ),
          advance(here, int(16 * COLUMNS)),
        ),
      ),
      ...sums.flatMap(({ sum }, at) => storeVector(end.get, 16 * at, sum.get)),
    ];
  });
