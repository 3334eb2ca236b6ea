import { sameShape } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { compareVectors } from "./oracle.ts";
import type { Oracle } from "./oracle.ts";
import { place } from "../spec/domain.ts";
import type { Domain } from "../spec/domain.ts";
import { forward, reverse, subjectOf } from "../trial/subject.ts";

/** f(x, x) with one array handed in twice is f(x, copy of x): in value, and in the derivative by each of the two. */
export const sameArray: Oracle = {
  name: "same array",
  law: "f(x, x) = f(x, copy of x), to the bit",
  applies: ({ inputs }) => Object.values(inputs).filter(({ held }) => held === undefined).length > 1,
  mayBeIdle: true, // sizes are equal by chance
  examine({ subject, tangents, cotangents }, see) {
    const { spec, inputs, moving } = subject;
    const [v, u] = [tangents[tangents.length - 1], cotangents[cotangents.length - 1]];
    for (const [at, a] of moving.entries())
      for (const b of moving.slice(at + 1)) {
        if (!sameShape(inputs[a].shape, inputs[b].shape)) continue;
        const x = [a, b]
          .map((name) => inputs[name])
          .find((each) => lies(each, spec.inputs[a], spec.inputs[b]));
        if (x === undefined) continue;
        const twice = subjectOf(spec, { ...inputs, [a]: x, [b]: x });
        const copied = subjectOf(spec, { ...inputs, [a]: x, [b]: { ...x, data: x.data.slice() } });
        compareVectors(see, `f(${a} = ${b})`, twice.y, copied.y, () => 0);
        if (spec.jvp !== undefined)
          compareVectors(see, `jvp(${a} = ${b})`, forward(twice, v), forward(copied, v), () => 0);
        if (spec.vjp !== undefined)
          compareVectors(see, `vjp(${a} = ${b})`, reverse(twice, u), reverse(copied, u), () => 0);
      }
  },
};

/** Whether an array may be handed in for either of two inputs. */
const lies = ({ data }: Tensor, ...domains: readonly Domain[]): boolean =>
  domains.every((domain) => data.every((x) => place(domain, x) === x));
