import type { Tensor } from "@espalier/tensor";
import { compareVectors } from "./oracle.ts";
import type { Oracle } from "./oracle.ts";
import type { Tensors } from "../spec/spec.ts";
import { reverse, split, subjectOf } from "../trial/subject.ts";
import type { Subject } from "../trial/subject.ts";

/** The rows of a batch never mix: a batch gives the same as its samples, one at a time. */
export const perSample: Oracle = {
  name: "per sample",
  law: "batch = its samples, one at a time; shared inputs gather the sum",
  applies: ({ samples }) => samples !== undefined,
  examine({ subject, cotangents, roundings, rounding }, see) {
    const { u: unit, tiny } = rounding.rules;
    const { spec, inputs, y } = subject;
    const samples = spec.samples ?? [];
    const N = inputs[samples[0]].shape[0];
    const width = y.length / N;
    const singles = Array.from({ length: N }, (_, n) => subjectOf(spec, rowOf(inputs, samples, n)));
    const joined = Float64Array.from(singles.flatMap((single) => [...single.y]));
    compareVectors(see, "f", y, joined, (at) => 2 * roundings * (unit * Math.abs(joined[at]) + tiny));
    if (spec.vjp === undefined) return;
    const u = cotangents[cotangents.length - 1];
    const whole = split(subject, reverse(subject, u));
    const parts = singles.map((single, n) => pull(single, u.subarray(n * width, (n + 1) * width)));
    for (const name in whole) {
      const rows = parts.map((part) => part[name].data);
      const own = samples.includes(name);
      const expected = own ? rows.flatMap((row) => [...row]) : sumOf(rows);
      const terms = own ? expected : sumOf(rows.map((row) => row.map(Math.abs)));
      compareVectors(
        see,
        `vjp by ${name}`,
        whole[name].data,
        expected,
        (at) => 2 * roundings * (unit * Math.abs(terms[at]) + tiny),
      );
    }
  },
};

/** The inputs with one row of each that has samples for rows. */
function rowOf(inputs: Tensors, samples: readonly string[], n: number): Tensors {
  const row = ({ shape: [N, ...rest], data }: Tensor): Tensor => {
    const width = data.length / N;
    return { shape: [1, ...rest], data: data.slice(n * width, (n + 1) * width) };
  };
  return Object.fromEntries(
    Object.entries(inputs).map(([name, each]) => [name, samples.includes(name) ? row(each) : each]),
  );
}

const pull = (single: Subject, u: Float64Array): Tensors => split(single, reverse(single, u));

const sumOf = (rows: readonly ArrayLike<number>[]): number[] =>
  Array.from(rows[0] ?? [], (_, at) => rows.reduce((sum, row) => sum + row[at], 0));
