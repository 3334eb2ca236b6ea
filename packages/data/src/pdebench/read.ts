import { FormatError, sameShape, showShape, zeros } from "@espalier/tensor";
import type { Dataset, File } from "h5wasm/node";
import type { Solution } from "../diffusion-sorption/solution.ts";
import { withHdf5 } from "./open.ts";

/** What the experiment keeps of a sample: times after the first one, and points. */
const KEPT = { times: 10, points: 64 } as const;

/** Filters that the library has, and LZF: deflate, shuffle, fletcher32, szip, nbit, scale-offset. Others would leave zeros without an error. */
const KNOWN_FILTERS: readonly number[] = [1, 2, 3, 4, 5, 6, 32000];

/**
 * The first samples of PDEBench's `1D_diff-sorp_NA_NA.h5`: groups named by numbers, each with `data` [times, points, 1], `grid/x` and
 * `grid/t`. Their sizes are read from the file; PDEBench's configuration says others. Ten times after the first and 64 points are kept,
 * evenly spaced: of 101 times and 1024 points those that `thin` keeps of our own solution.
 *
 * @throws FormatError naming the sample when there are too few, sizes that do not divide, or numbers that are not a solution. A time at which all is
 * zero is refused: so are parts that the HDF5 library cannot unpack, for which it does not throw (usnistgov/h5wasm#79)
 */
export const readPdebench = (path: string, samples: number): Promise<Solution> =>
  withHdf5(path, (file) => readSamples(path, file, samples));

function readSamples(path: string, file: File, samples: number): Solution {
  const names = file
    .keys()
    .filter((name) => /^\d+$/.test(name))
    .toSorted((a, b) => Number(a) - Number(b));
  if (names.length < samples)
    throw new FormatError(path, `${samples} groups named by numbers, such as 0000`, `${names.length}`);
  const first = gridOf(path, file, names[0]);
  const u = zeros([samples, first.times.length, first.positions.length]);
  for (const [sample, name] of names.slice(0, samples).entries()) {
    const thinned = thinnedData(path, file, name, first);
    u.data.set(thinned, sample * thinned.length);
  }
  return { u, times: first.times, positions: first.positions };
}

/** Where a sample is known, and which of its values are kept. */
interface Grid {
  readonly shape: readonly number[];
  readonly ranges: readonly (readonly [from: number, to: number, step: number])[];
  readonly times: readonly number[];
  readonly positions: readonly number[];
}

function gridOf(path: string, file: File, name: string): Grid {
  const { shape } = datasetOf(path, file, `${name}/data`);
  const [T, X, ...rest] = shape ?? [];
  const fits =
    rest.length === 1 &&
    rest[0] === 1 &&
    (T - 1) % KEPT.times === 0 &&
    X % KEPT.points === 0 &&
    T > 1 &&
    X > 0;
  if (shape === null || !fits)
    throw new FormatError(
      `${path}: ${name}/data`,
      `[times, points, 1] with ${KEPT.times} steps of time or a multiple, and ${KEPT.points} points or a multiple`,
      showShape(shape ?? []),
    );
  const step = X / KEPT.points;
  const ranges = [
    [0, T, (T - 1) / KEPT.times],
    [Math.floor(step / 2), X, step],
  ] as const;
  const axis = (part: string, size: number, [from, to, by]: readonly [number, number, number]): number[] => {
    const values = numbersOf(path, file, `${name}/grid/${part}`, [size], [[from, to, by]]);
    if (values.some((value, at) => at > 0 && !(value > values[at - 1])))
      throw new FormatError(`${path}: ${name}/grid/${part}`, "growing numbers", "others");
    return Array.from(values);
  };
  return {
    shape,
    ranges: [...ranges, [0, 1, 1]],
    times: axis("t", T, ranges[0]),
    positions: axis("x", X, ranges[1]),
  };
}

/** u [times, points] of a sample, checked. */
function thinnedData(path: string, file: File, name: string, { shape, ranges }: Grid): Float64Array {
  const data = numbersOf(path, file, `${name}/data`, shape, ranges);
  const points = KEPT.points;
  for (let from = 0; from < data.length; from += points)
    if (data.subarray(from, from + points).every((value) => value === 0))
      throw new FormatError(
        `${path}: ${name}/data`,
        "a solution, which is above 0 at every time",
        `zeros at the time ${from / points} of ${data.length / points}, as the library leaves where it could not unpack`,
      );
  return data;
}

/** A part of a dataset of this shape, each number finite. */
function numbersOf(
  path: string,
  file: File,
  name: string,
  shape: readonly number[],
  ranges: Grid["ranges"],
): Float64Array {
  const who = `${path}: ${name}`;
  const dataset = datasetOf(path, file, name);
  if (!sameShape(dataset.shape ?? [], shape))
    throw new FormatError(who, showShape(shape), showShape(dataset.shape ?? []));
  const unknown = dataset.filters.find(({ id }) => !KNOWN_FILTERS.includes(id));
  if (unknown !== undefined)
    throw new FormatError(
      who,
      "numbers packed by LZF or deflate",
      `the filter ${unknown.id} ${unknown.name}`,
    );
  const values = dataset.slice(ranges.map(([from, to, step]) => [from, to, step]));
  if (!(values instanceof Float32Array || values instanceof Float64Array))
    throw new FormatError(who, "floating-point numbers", JSON.stringify(dataset.dtype));
  const wrong = values.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0)
    throw new FormatError(who, "finite numbers", `${values[wrong]} as number ${wrong} of those kept`);
  return Float64Array.from(values);
}

/** @throws FormatError when there is none of this name */
function datasetOf(path: string, file: File, name: string): Dataset {
  const found = file.get(name);
  if (found === null || !("slice" in found))
    throw new FormatError(`${path}: ${name}`, "a dataset", found === null ? "nothing" : "something else");
  return found;
}
