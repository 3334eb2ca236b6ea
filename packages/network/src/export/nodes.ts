import type { Tensor } from "@espalier/tensor";
import type { Activation } from "../activation/activation.ts";
import type { GraphNode, NodeOp } from "../graph/graph.ts";
import type { NodeOf } from "../graph/nodes.ts";
import { expressionIn } from "./expressions.ts";
import { isShared } from "./plan.ts";
import { each, entry } from "./writer.ts";
import type { LayerNumbers, Place, Writer } from "./writer.ts";

type Row<O extends NodeOp> = (
  node: NodeOf<O>,
  from: readonly Place[],
  width: number,
  writer: Writer,
) => Place;

/** The statements of each op, and where its value is then. The order of the sums is that of `forward`. */
// prettier-ignore
const rows: { readonly [O in NodeOp]: Row<O> } = {
  layer,
  activation: ({ activation }, [x], width, writer) => activated(activation, x, width, writer),
  add:        (_, from, width, writer) => entryByEntry("+", from, width, writer),
  mul:        (_, from, width, writer) => entryByEntry("*", from, width, writer),
  max:        (_, from, width, writer) => extreme(">", from, width, writer),
  min:        (_, from, width, writer) => extreme("<", from, width, writer),
  concat:     (_, from, width, writer) => sideBySide(from, width, writer),
  slice:      ({ start }, [x], width) => ({ array: x.array, at: x.at + start, width }),
  constant:   ({ values }, _, __, writer) => writer.numbers(values),
  "layer-normalization": ({ gain, shift, epsilon }, [x], _, writer) => normalized(x, { gain, shift, epsilon }, writer),
  "rms-normalization":   ({ gain, epsilon }, [x], _, writer) => normalized(x, { gain, epsilon }, writer),
  softmax:    (_, [x], __, writer) => softmax(x, writer),
};

/** Writes one node. @returns where its value is */
export function writeNode(node: GraphNode, from: readonly Place[], width: number, writer: Writer): Place {
  const row = rows[node.op] as Row<NodeOp>; // the row of an op takes the nodes with that op
  return row(node, from, width, writer);
}

function layer(node: NodeOf<"layer">, [x]: readonly Place[], width: number, writer: Writer): Place {
  const { dialect, add } = writer;
  const { weights, bits, bias, activation, isTransposed } = writer.layer(node.layer);
  const sigma = sigmaOf(activation, writer);
  const y = writer.memory(width);
  if (isTransposed) return layerByColumns(x, y, { weights, bits, bias }, sigma, writer);
  const [start, step, isThere] =
    bits === undefined ? ["", "", ""] : [`, q = ${bits}`, ", q++", "if ((z[q >> 3] >> (q & 7)) & 1) "];
  add(
    `for (${dialect.int} i = 0, p = ${weights}${start}; i < ${width}; i++) {`,
    `${dialect.real} s = 0;`,
    `for (${dialect.int} j = 0; j < ${x.width}; j++${step}) ${isThere}s += ${entry(x, "j")} * v[p++];`,
    `s += ${entry(bias)};`,
    `${entry(y)} = ${sigma};`,
    "}",
  );
  return y;
}

/** The same with the matrix of another layer, whose rows are the columns of this one: each sum in the same order, all of them side by side. */
function layerByColumns(
  x: Place,
  y: Place,
  { weights, bits, bias }: Pick<LayerNumbers, "weights" | "bits" | "bias">,
  sigma: string,
  { dialect, add }: Writer,
): Place {
  const [start, step, isThere] =
    bits === undefined ? ["", "", ""] : [`, q = ${bits}`, ", q++", "if ((z[q >> 3] >> (q & 7)) & 1) "];
  add(
    `${each(dialect, y.width)} ${entry(y)} = 0;`,
    `for (${dialect.int} j = 0, p = ${weights}${start}; j < ${x.width}; j++)`,
    `for (${dialect.int} i = 0; i < ${y.width}; i++${step}) ${isThere}${entry(y)} += ${entry(x, "j")} * v[p++];`,
    `${each(dialect, y.width)} {`,
    `${dialect.real} s = ${entry(y)} + ${entry(bias)};`,
    `${entry(y)} = ${sigma};`,
    "}",
  );
  return y;
}

function activated(activation: Activation, x: Place, width: number, writer: Writer): Place {
  const { dialect, add } = writer;
  const sigma = sigmaOf(activation, writer);
  const y = writer.memory(width);
  add(`${each(dialect, width)} {`, `${dialect.real} s = ${entry(x)};`, `${entry(y)} = ${sigma};`, "}");
  return y;
}

/** σ(s) of column i. */
function sigmaOf(activation: Activation, { dialect, numbers }: Writer): string {
  if (activation.kind !== "prelu") return expressionIn(dialect, activation);
  const { data } = activation.slope;
  const slope = isShared(activation.slope) ? dialect.number(data[0]) : entry(numbers(data));
  return `s > 0 ? s : ${slope} * s`;
}

function entryByEntry(
  sign: "+" | "*",
  from: readonly Place[],
  width: number,
  { dialect, memory, add }: Writer,
): Place {
  const y = memory(width);
  // In lines that every compiler accepts.
  const before = (k: number): string => (k === 0 ? "" : k % 64 === 0 ? `\n${sign} ` : ` ${sign} `);
  const terms = from.map((x, k) => before(k) + entry(x)).join("");
  add(`${each(dialect, width)} ${entry(y)} = ${terms};`);
  return y;
}

/** Of equal entries the first; NaN, which is not equal to itself, is passed on. */
function extreme(
  sign: ">" | "<",
  [first, ...others]: readonly Place[],
  width: number,
  { dialect, memory, add }: Writer,
): Place {
  const y = memory(width);
  add(
    `${each(dialect, width)} {`,
    `${dialect.real} t = ${entry(first)};`,
    ...others.map((x) => `if (${entry(x)} ${sign} t || ${entry(x)} != ${entry(x)}) t = ${entry(x)};`),
    `${entry(y)} = t;`,
    "}",
  );
  return y;
}

function sideBySide(from: readonly Place[], width: number, { dialect, memory, add }: Writer): Place {
  const y = memory(width);
  let { at } = y;
  for (const x of from) {
    add(`${each(dialect, x.width)} ${entry({ ...y, at })} = ${entry(x)};`);
    at += x.width;
  }
  return y;
}

/** With t the mean, or 0 without a shift, and s = 1 / √(mean (x − t)² + ε), both in double precision as in `forward`. */
function normalized(
  x: Place,
  { gain, shift, epsilon }: { readonly gain: Tensor; readonly shift?: Tensor; readonly epsilon: number },
  { dialect, memory, numbers, add }: Writer,
): Place {
  const { width } = x;
  const y = memory(width);
  const [loop, deviation] = [each(dialect, width), `(${entry(x)} - t)`];
  const unit = `${entry(numbers(gain.data))} * (${deviation} * s)`;
  add(
    "{",
    `${dialect.double} t = 0, s = 0;`,
    ...(shift === undefined ? [] : [`${loop} t += ${entry(x)};`, `t /= ${width};`]),
    `${loop} s += ${deviation} * ${deviation};`,
    `s = 1 / ${dialect.sqrt(`s / ${width} + ${dialect.exact(epsilon)}`)};`,
    `${loop} ${entry(y)} = ${dialect.rounded(shift === undefined ? unit : `${unit} + ${entry(numbers(shift.data))}`)};`,
    "}",
  );
  return y;
}

/** With t the largest entry, so that no exponential overflows, and s = Σ exp (x − t). */
function softmax(x: Place, { dialect, memory, add }: Writer): Place {
  const y = memory(x.width);
  const loop = each(dialect, x.width);
  add(
    "{",
    `${dialect.real} t = ${x.array}[${x.at}], s = 0;`,
    `${loop} if (${entry(x)} > t) t = ${entry(x)};`,
    `${loop} s += ${entry(y)} = ${dialect.call("exp", `${entry(x)} - t`)};`,
    `${loop} ${entry(y)} /= s;`,
    "}",
  );
  return y;
}
