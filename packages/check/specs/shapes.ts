import { sizeOf } from "@espalier/tensor";
import { ops } from "@espalier/autodiff";
import type { Known } from "../src/index.ts";
import { linesAlong, stretchedEntry, sum } from "./formulas.ts";
import { primitive } from "./primitive.ts";
import type { Primitive } from "./primitive.ts";

const stretches = [
  [[2, 3], [3]],
  [
    [2, 3],
    [2, 1],
  ],
  [
    [2, 1, 3],
    [1, 1, 3],
  ],
  [[2, 2], []],
  [[4], [4]],
] as const;

const axes = [undefined, 0, 1] as const;

/** x [n, k, i] with an axis that goes, or all of them. */
const reduction = (
  axis: number | undefined,
  formula: NonNullable<Known<string>["formula"]>,
): Known<string> => ({
  inputs: { x: {} },
  shapes: (size) => ({ x: [size(1, 3), size(1, 3), size(1, 3)] }),
  formula,
  ...(axis === 1 ? { samples: ["x"] } : {}),
});

const along = (build: (axis?: number) => Primitive): Primitive[] => axes.map((axis) => build(axis));

/** Everything that moves, repeats or sums entries. */
export const shapes = {
  broadcastTo: stretches.map(([to, from]) =>
    primitive(
      ops.broadcastTo(to),
      {
        inputs: { x: {} },
        shapes: () => ({ x: from }),
        formula: (_, { x }) => Array.from({ length: sizeOf(to) }, (__, at) => stretchedEntry(x, to, at)),
      },
      ` [${from.join(", ")}] to [${to.join(", ")}]`,
    ),
  ),
  sumTo: stretches.map(([from, to]) =>
    primitive(
      ops.sumTo(to),
      {
        inputs: { x: {} },
        shapes: () => ({ x: from }),
        formula: (A, { x }) => {
          const places = Array.from({ length: sizeOf(to) }, (_, at) => at);
          const source = { shape: to, data: places };
          return places.map((place) =>
            sum(
              A,
              x.data.filter((_, at) => stretchedEntry(source, from, at) === place),
            ),
          );
        },
      },
      ` [${from.join(", ")}] to [${to.join(", ")}]`,
    ),
  ),
  sumOver: along((axis) =>
    primitive(
      ops.sumOver(axis),
      reduction(axis, (A, { x }) => linesAlong(x, axis).map((line) => sum(A, line))),
      ` ${axis}`,
    ),
  ),
  meanOver: along((axis) =>
    primitive(
      ops.meanOver(axis),
      reduction(axis, (A, { x }) =>
        linesAlong(x, axis).map((line) => A.div(sum(A, line), A.of(line.length))),
      ),
      ` ${axis}`,
    ),
  ),
  repeatAlong: along((axis) => {
    const shape = [2, 3, 2];
    return primitive(
      ops.repeatAlong(shape, axis),
      {
        inputs: { x: {} },
        shapes: () => ({ x: axis === undefined ? [] : shape.toSpliced(axis, 1) }),
        formula: (_, { x }) => {
          const places = { shape, data: Array.from({ length: sizeOf(shape) }, (__, at) => at) };
          const lines = linesAlong(places, axis);
          return places.data.map((place) => x.data[lines.findIndex((line) => line.includes(place))]);
        },
      },
      ` ${axis}`,
    );
  }),
  concat: [
    primitive(ops.concat(["a", "b", "c"]), {
      inputs: { a: {}, b: {}, c: {} },
      shapes: (size) => {
        const N = size(1, 3);
        return { a: [N, size(1, 3)], b: [N, size(1, 3)], c: [N, size(1, 3)] };
      },
      formula: (_, { a, b, c }) =>
        linesAlong(a, 1).flatMap((row, n) => [...row, ...linesAlong(b, 1)[n], ...linesAlong(c, 1)[n]]),
      samples: ["a", "b", "c"],
    }),
  ],
  slice: [
    primitive(
      ops.slice(1, 3),
      {
        inputs: { x: {} },
        shapes: (size) => ({ x: [size(1, 3), size(3, 4)] }),
        formula: (_, { x }) => linesAlong(x, 1).flatMap((row) => row.slice(1, 3)),
        samples: ["x"],
      },
      " 1 to 3",
    ),
  ],
  pad: [
    primitive(
      ops.pad(1, 2),
      {
        inputs: { x: {} },
        shapes: (size) => ({ x: [size(1, 3), size(1, 3)] }),
        formula: (A, { x }) => linesAlong(x, 1).flatMap((row) => [A.of(0), ...row, A.of(0), A.of(0)]),
        samples: ["x"],
      },
      " by 1 and 2",
    ),
  ],
  scale: [-0.3, 1 / 7].map((c) =>
    primitive(
      ops.scale(c),
      {
        inputs: { x: {} },
        shapes: (size) => ({ x: [size(1, 3), size(1, 3)] }),
        formula: (A, { x }) => x.data.map((each) => A.mul(A.of(c), each)),
        samples: ["x"],
      },
      ` by ${c}`,
    ),
  ),
};
