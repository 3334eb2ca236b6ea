import { showShape } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import type { Cotangents, Spec, Tensors } from "../../src/index.ts";
import { drawn } from "./mistake.ts";
import type { Mistake } from "./mistake.ts";

/** A mistake in what surrounds the rules, which is one for all inputs of a primitive. */
const around = (kind: string, wrong: (spec: Spec) => Partial<Spec> | undefined): Mistake => ({
  kind,
  seed({ op, specWith }, input) {
    const spec = specWith(op);
    const changed = input === Object.keys(op.vjp)[0] ? wrong(spec) : undefined;
    return changed && { ...spec, ...changed, name: `${spec.name}: ${kind}` };
  },
});

const tensors = (cotangents: Cotangents): Tensors => cotangents as Tensors; // our own specs return tensors

/** Whether two inputs could be one array. */
const alike = (domains: Spec["inputs"], inputs: Tensors): boolean => {
  const moving = Object.keys(domains).filter((name) => domains[name].held === undefined);
  const shapes = moving.map((name) => showShape(inputs[name].shape));
  return new Set(shapes).size < shapes.length;
};

const mapTensors = (all: Tensors, f: (x: Tensor, name: string) => Tensor): Tensors =>
  Object.fromEntries(Object.entries(all).map(([name, x]) => [name, f(x, name)]));

const none = ({ shape, data }: Tensor): Tensor => ({ shape, data: data.map(() => 0) });

const plus = (a: Tensors, b: Tensors): Tensors =>
  mapTensors(a, ({ shape, data }, name) => ({
    shape,
    data: name in b ? data.map((x, at) => x + b[name].data[at]) : data,
  }));

/** The tape that adds up and walks back, or a vjp that takes the identity of an array for that of an input. */
export const sweeps: readonly Mistake[] = [
  around(
    "accumulator overwritten",
    ({ accumulate, vjp }) =>
      accumulate && vjp && { accumulate: (inputs, cotangent) => vjp(inputs, cotangent) },
  ),
  around(
    "accumulated twice",
    ({ accumulate, vjp }) =>
      accumulate &&
      vjp && {
        accumulate: (inputs, cotangent, sums) => {
          const once = tensors(accumulate(inputs, cotangent, sums));
          return plus(once, tensors(vjp(inputs, cotangent)));
        },
      },
  ),
  around(
    "second sweep adds to the first",
    ({ record }) =>
      record && {
        record(inputs) {
          const { value, pullback } = record(inputs);
          let before: Tensors = {};
          return { value, pullback: (cotangent) => (before = plus(tensors(pullback(cotangent)), before)) };
        },
      },
  ),
  around(
    "recording used up by a sweep",
    ({ record }) =>
      record && {
        record(inputs) {
          const { value, pullback } = record(inputs);
          let swept = false;
          return {
            value,
            pullback(cotangent) {
              const result = tensors(pullback(cotangent));
              const now = swept ? mapTensors(result, none) : result;
              swept = true;
              return now;
            },
          };
        },
      },
  ),
  around("one array handed in twice counts once", ({ vjp, ...spec }) =>
    vjp && drawn((inputs) => alike(spec.inputs, inputs))(spec)
      ? {
          vjp(inputs, cotangent) {
            const result = tensors(vjp(inputs, cotangent));
            const seen = new Set<unknown>();
            return mapTensors(result, (x, name) => {
              const known = seen.has(inputs[name].data);
              seen.add(inputs[name].data);
              return known ? none(x) : x;
            });
          },
        }
      : undefined,
  ),
];
