import { room } from "../spec/domain.ts";
import type { Domain } from "../spec/domain.ts";
import { WIDEST } from "../points/probe.ts";
import type { Subject } from "../trial/subject.ts";

/** With each halving two more digits: after eight the rounding of f has caught up. */
const HALVINGS = 8;

/**
 * The steps h, h/2, h/4 … of differences along v: as wide as fits between kinks and edges, and all of them exact, so that
 * x + hv is where it claims to be and the spacing of doubles is no source of error.
 */
export function stencilAlong({ spec, inputs, moving, x }: Subject, v: Float64Array, sides: 1 | 2): number[] {
  let widest = WIDEST;
  let at = 0;
  for (const name of moving)
    for (const entry of inputs[name].data) {
      const size = Math.abs(v[at++]);
      if (size > 0) widest = Math.min(widest, room(around(spec.inputs[name], entry, sides), entry) / size);
    }
  if (spec.kinkDistance !== undefined)
    widest = Math.min(
      widest,
      spec.kinkDistance(inputs) / (2 * v.reduce((m, e) => Math.max(m, Math.abs(e)), 0)),
    );
  if (!(widest > 0)) return [];
  const first = 2 ** Math.floor(Math.log2(widest));
  const steps = Array.from({ length: HALVINGS }, (_, k) => first / 2 ** k);
  return steps.filter((h) => x.every((each, j) => each + h * v[j] - each === h * v[j]));
}

/** What is in the way: for one-sided steps not the kink that they start at. */
const around = (domain: Domain, entry: number, sides: 1 | 2): Domain =>
  sides === 2 ? domain : { ...domain, kinks: (domain.kinks ?? []).filter(({ at }) => at !== entry) };
