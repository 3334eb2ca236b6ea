import type { Data } from "@espalier/tensor";
import type { Precision } from "@espalier/files";
import { rounded } from "@espalier/files/bytes";
import { describe } from "../describe.ts";
import type { HeadStep, Normalization, Step, StepGraph } from "../steps.ts";
import { withJoined } from "./in-parts.ts";
import { roundoff } from "./recognise.ts";
import { indexOf, regionsFrom } from "./regions.ts";
import { isRowStep, rowThrough } from "./row-function.ts";
import type { RowStep } from "./row-function.ts";

/** As many as any way to write a normalization down takes. */
const MOST_STEPS = 32;

/** Entries that are computed to know functions of rows by their values. */
const MOST_ENTRIES = 2 ** 28;

export interface Normalized extends StepGraph {
  readonly notes: readonly string[];
}

/**
 * The same steps, with normalizations and softmaxes of rows that are written in parts as one step each.
 *
 * As for activations, what some steps compute is known by its values, so it does not matter in which of many ways an exporter wrote it
 * down. Gain and shift are those of the file where it has them as such.
 */
export function joinNormalizations(graph: StepGraph, precision: Precision): Normalized {
  const notes: string[] = [];
  if (!graph.steps.some(({ does }) => does.kind === "reduce")) return { ...graph, notes };
  const index = indexOf(graph);
  const joined = new Map<Step, Step>();
  const gone = new Set<Step>();
  const isOpen = (step: Step): step is RowStep => isRowStep(step) && !gone.has(step);
  let budget = MOST_ENTRIES;
  for (const { value, width } of valuesOf(graph)) {
    if (width === undefined || width < 2) continue;
    for (const steps of regionsFrom(value, index, isOpen, MOST_STEPS)) {
      const last = steps[steps.length - 1];
      if (last.width !== width || !steps.some(({ does }) => does.kind === "reduce")) continue;
      budget -= steps.length * width * ROWS;
      if (budget < 0) return { ...withJoined(graph, joined, gone), notes };
      const found = normalizationOf(steps, value, width, precision);
      if (found === undefined) continue;
      for (const step of steps) gone.add(step);
      joined.set(last, { ...last, inputs: [value], does: found.does });
      if (found.note !== undefined) notes.push(`${describe(last.node)} ${found.note}`);
      break;
    }
  }
  return { ...withJoined(graph, joined, gone), notes };
}

const valuesOf = ({ inputs, steps }: StepGraph): readonly { value: number; width: number | undefined }[] => [
  ...inputs,
  ...steps.map(({ output, width }) => ({ value: output, width })),
];

interface Found {
  readonly does: Normalization | HeadStep;
  readonly note?: string;
}

type RowFunction = (row: Float64Array) => Float64Array;

/** A row that has no two equal entries, of mean 0 or not. */
const rowLike = (width: number, seed: number): Float64Array =>
  Float64Array.from(
    { length: width },
    (_, i) => Math.sin((i + 1) * (seed + 0.7)) + 0.3 * Math.cos(i * seed) + seed / 16,
  );

const scaledBy = (row: Float64Array, by: number): Float64Array => row.map((x) => by * x);

/** ε is negligible for a row of the large size, and not for one of the small size. */
const [LARGE, SMALL] = [2 ** 20, 2 ** -10];
const LARGEST_EPSILON = 1;
const SIZES = [2 ** -12, 2 ** -6, 2 ** -3, 1, 8];
/** Rows that a function is computed of. */
const ROWS = 4 + 2 * SIZES.length;

function normalizationOf(
  steps: readonly RowStep[],
  value: number,
  width: number,
  precision: Precision,
): Found | undefined {
  const f: RowFunction = (row) => rowThrough(steps, value, row);
  const rows = SIZES.flatMap((size) => [1, 2].map((seed) => scaledBy(rowLike(width, seed), size)));
  const values = rows.map(f);
  if (values.some((row) => row.length !== width || !row.every(Number.isFinite))) return undefined;
  const isLike = (other: RowFunction): boolean =>
    rows.every((row, k) => isNear(other(row), values[k], 16 * roundoff[precision]));
  for (const head of ["softmax", "log-softmax"] as const)
    if (isLike((row) => softmax(row, head))) return { does: { kind: "head", head } };
  for (const isCentred of [true, false]) {
    const fitted = fittedTo(f, steps, width, isCentred, precision);
    const does = fitted.find((each) => isLike((row) => normalized(row, each)));
    if (does === undefined) continue;
    // Where a row of zeros stays one, there is an ε: a bound of the norm, which exporters write as a maximum.
    if (does.epsilon > 0 || !f(new Float64Array(width)).every((y) => y === 0)) return { does };
    return {
      does: { ...does, epsilon: Math.fround(1e-24) },
      note: "is read as a root mean square with an ε of 1e-24 in it, which is another function of rows below 1e-9 only",
    };
  }
  return undefined;
}

/** What the function would be if it is a normalization, with some guesses of ε. */
function fittedTo(
  f: RowFunction,
  steps: readonly RowStep[],
  width: number,
  isCentred: boolean,
  precision: Precision,
): Normalization[] {
  const row = rowLike(width, 3);
  const mean = isCentred ? row.reduce((sum, x) => sum + x, 0) / width : 0;
  const square = row.reduce((sum, x) => sum + (x - mean) ** 2, 0) / width;
  const unit = row.map((x) => (x - mean) / Math.sqrt(square));
  const [up, down] = [LARGE, -LARGE].map((size) => f(scaledBy(row, size)));
  const gain = unit.map((u, i) => (up[i] - down[i]) / (2 * u));
  const shift = up.map((y, i) => (y + down[i]) / 2);
  const steepest = gain.reduce(
    (best, _, i) => (Math.abs(gain[i] * unit[i]) > Math.abs(gain[best] * unit[best]) ? i : best),
    0,
  );
  const low = f(scaledBy(row, SMALL))[steepest] - shift[steepest];
  // gain u t √square / √(t² square + ε)
  const size = (gain[steepest] * unit[steepest] * SMALL * Math.sqrt(square)) / low;
  const epsilon = size ** 2 - SMALL ** 2 * square;
  const largest = gain.reduce((most, g) => Math.max(most, Math.abs(g)), 0);
  const own = {
    gain: storedAs(gain, steps, "scale", largest),
    shift: storedAs(shift, steps, "shift", largest),
  };
  if (!isCentred && own.shift.data.some((t) => t !== 0)) return [];
  const guesses =
    Math.abs(epsilon) < 1e-10 * SMALL ** 2 * square
      ? [0]
      : [Math.fround(epsilon), Number(epsilon.toPrecision(6)), epsilon];
  return (
    guesses
      // Beside a large ε no row counts: a linear function is not meant as a normalization.
      .filter((each) => each >= 0 && each <= LARGEST_EPSILON)
      .map((guess) => ({
        kind: "normalization",
        isCentred,
        epsilon: guess,
        gain: rounded(own.gain.data, precision),
        ...(own.gain.name === undefined ? {} : { gainName: own.gain.name }),
        ...(isCentred ? { shift: rounded(own.shift.data, precision) } : {}),
        ...(isCentred && own.shift.name !== undefined ? { shiftName: own.shift.name } : {}),
      }))
  );
}

/** Numbers as the file has them, if it does: they were computed back from values, which rounds. */
function storedAs(
  fitted: Float64Array,
  steps: readonly RowStep[],
  what: "scale" | "shift",
  largest: number,
): { readonly data: Data; readonly name?: string } {
  const usual = what === "scale" ? 1 : 0;
  const isNearTo = (stored: (i: number) => number): boolean =>
    fitted.every((x, i) => Math.abs(x - stored(i)) <= 1e-9 * largest);
  for (const { does } of steps) {
    if (does.kind !== "diagonal") continue;
    const stored = does[what];
    const name = what === "scale" ? does.scaleName : does.shiftName;
    if (stored?.length === fitted.length && isNearTo((i) => stored[i]))
      return name === undefined ? { data: stored } : { data: stored, name };
  }
  return { data: isNearTo(() => usual) ? fitted.map(() => usual) : fitted };
}

function normalized(row: Float64Array, { isCentred, epsilon, gain, shift }: Normalization): Float64Array {
  const mean = isCentred ? row.reduce((sum, x) => sum + x, 0) / row.length : 0;
  const size = Math.sqrt(row.reduce((sum, x) => sum + (x - mean) ** 2, 0) / row.length + epsilon);
  return row.map((x, i) => (gain[i] * (x - mean)) / size + (shift?.[i] ?? 0));
}

function softmax(row: Float64Array, head: HeadStep["head"]): Float64Array {
  const largest = row.reduce((most, x) => Math.max(most, x));
  const total = row.reduce((sum, x) => sum + Math.exp(x - largest), 0);
  return row.map((x) => (head === "softmax" ? Math.exp(x - largest) / total : x - largest - Math.log(total)));
}

/** Within some roundoffs of the largest number. */
function isNear(a: Float64Array, b: Float64Array, tolerance: number): boolean {
  const largest = b.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  return a.every((x, i) => Math.abs(x - b[i]) <= tolerance * largest);
}
