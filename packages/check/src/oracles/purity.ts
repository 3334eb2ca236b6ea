import { flatten, sameBits, unflatten } from "../spec/structure.ts";
import type { Oracle } from "./oracle.ts";
import type { Tensors } from "../spec/spec.ts";
import { checkCotangents, checkOutput } from "../spec/output.ts";
import { inPrecision, split } from "../trial/subject.ts";

/** Computing a derivative changes no bit of the point, the directions and the cotangents. */
export const purity: Oracle = {
  name: "purity",
  law: "x, v and u are unchanged",
  applies: () => true,
  examine({ subject, tangents, cotangents }, see) {
    const { spec, output } = subject;
    const own = inPrecision(subject.inputs, "f64");
    const v = split(subject, tangents[tangents.length - 1]);
    const u = unflatten(cotangents[cotangents.length - 1], output);
    const watched: Tensors = { ...own, ...prefixed("tangent of ", v), cotangent: tensorOf(flatten(u)) };
    const before = inPrecision(watched, "f64");
    const look = (mode: string): void => {
      const after: Tensors = { ...watched, cotangent: tensorOf(flatten(u)) };
      for (const name in before) {
        const same = sameBits(after[name].data, before[name].data);
        see({ mode, at: name, received: same ? 0 : 1, expected: 0, bound: 0 });
        before[name].data.set(after[name].data);
      }
    };
    checkOutput("f", spec.name, spec.f(own));
    look("f");
    if (spec.jvp !== undefined) {
      checkOutput("jvp", spec.name, spec.jvp(own, v));
      look("jvp");
    }
    if (spec.vjp !== undefined) {
      checkCotangents(spec, spec.vjp(own, u));
      look("vjp");
    }
  },
};

const prefixed = (prefix: string, tensors: Tensors): Tensors =>
  Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [prefix + name, tensor]));

const tensorOf = (data: Float64Array): Tensors[string] => ({ shape: [data.length], data });
