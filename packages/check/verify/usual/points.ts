import { randomNormal } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { drawProbe } from "../../src/index.ts";
import type { Spec, Tensors } from "../../src/index.ts";
import { place } from "../../src/spec/domain.ts";
import { pickFrom, streamOf } from "../../src/points/probe.ts";

/** How the points of a check are drawn: the inputs of a spec from a seed. */
export type Points = (spec: Spec, seed: number) => Tensors;

/** N(0, 1), moved into the domain: what users of the usual checks take. */
export const normalPoints: Points = (spec, seed) => {
  const random = streamOf(seed);
  const pick = pickFrom(random);
  const shapes = spec.shapes(pick);
  const inputs: Record<string, Tensor> = {};
  for (const name in spec.inputs) {
    const domain = spec.inputs[name];
    const { shape, data } = randomNormal(shapes[name], random);
    inputs[name] = { shape, data: data.map((x) => domain.held?.(pick, shapes) ?? place(domain, x)) };
  }
  return inputs;
};

/** The points that our own check draws: every second one keeps away from kinks. */
export const ourPoints: Points = (spec, seed) => drawProbe(spec, seed, seed % 2 === 0).inputs;
