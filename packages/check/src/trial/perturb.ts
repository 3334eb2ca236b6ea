import { dtypeOf } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { pickFrom, streamOf } from "../points/probe.ts";
import { ROUNDING } from "../spec/precision.ts";
import { subjectOf } from "./subject.ts";
import type { Subject } from "./subject.ts";

/** Of this many samples, the farthest is nearer than the standard deviation once in 0.68⁸ ≈ 1/20 cases. */
const SAMPLES = 8;

/**
 * The same function at inputs that differ from the given ones by one rounding each, of unit round-off u.
 *
 * Where nothing is known about a computation, its rounding errors can be made to show: they change at random with the
 * last bits of the input, and so does whatever an ill-conditioned step makes of those bits.
 *
 * @see Vignes 1993, "A stochastic arithmetic for reliable scientific computation"
 */
export function perturbed({ spec, inputs }: Subject, u: number): Subject[] {
  const pick = pickFrom(streamOf(0));
  return Array.from({ length: SAMPLES }, () => {
    const moved: Record<string, Tensor> = {};
    for (const name in inputs) {
      const { shape, data } = inputs[name];
      const held = spec.inputs[name].held !== undefined;
      const unit = dtypeOf(inputs[name]) === "f32" ? ROUNDING.f32.u : u;
      moved[name] = { shape, data: held ? data : data.map((x) => x * (1 + 2 * unit * pick(-1, 1))) };
    }
    return subjectOf(spec, moved);
  });
}

/** How far the samples lie from the value, at most. */
export const spread = (value: number, samples: readonly number[]): number =>
  samples.reduce((widest, sample) => Math.max(widest, Math.abs(sample - value)), 0);
