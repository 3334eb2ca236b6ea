import { broadcastTo, sumTo } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { compareVectors } from "./oracle.ts";
import type { Oracle } from "./oracle.ts";
import { join, reverse, split, subjectOf } from "../trial/subject.ts";

/**
 * An input that is stretched behaves as if it had been written out at full size: the same values, and a cotangent that is
 * the sum over the repeats.
 */
export const broadcasting: Oracle = {
  name: "broadcasting",
  law: "x̄ = Σ over repeats of the cotangent of x written out",
  applies: ({ stretched }) => stretched !== undefined,
  examine({ subject, cotangents, roundings, rounding }, see) {
    const { u: unit, tiny } = rounding.rules;
    const { spec, inputs } = subject;
    const shapes = Object.fromEntries(Object.entries(inputs).map(([name, { shape }]) => [name, shape]));
    const targets = spec.stretched?.(shapes) ?? {};
    const written: Record<string, Tensor> = {};
    for (const name in inputs) written[name] = broadcastTo(inputs[name], targets[name] ?? inputs[name].shape);
    const full = subjectOf(spec, written);
    compareVectors(see, "f", subject.y, full.y, () => 0);
    if (spec.vjp === undefined) return;
    for (const u of cotangents) {
      const parts = split(full, reverse(full, u));
      const gather = (sizes: (x: number) => number): Float64Array =>
        join(
          subject,
          mapTensors(parts, (part, name) => sumTo(mapData(part, sizes), inputs[name].shape)),
        );
      const terms = gather(Math.abs);
      compareVectors(
        see,
        "vjp",
        reverse(subject, u),
        gather((x) => x),
        (at) => 2 * roundings * (unit * terms[at] + tiny),
      );
    }
  },
};

const mapData = ({ shape, data }: Tensor, f: (x: number) => number): Tensor => ({ shape, data: data.map(f) });

const mapTensors = (
  tensors: Readonly<Record<string, Tensor>>,
  f: (tensor: Tensor, name: string) => Tensor,
): Record<string, Tensor> =>
  Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, f(tensor, name)]));
