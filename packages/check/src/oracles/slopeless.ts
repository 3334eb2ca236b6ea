import { moved, unit } from "../points/directions.ts";
import { scaleOf } from "../points/probe.ts";
import { place } from "../spec/domain.ts";
import { valueAt } from "../trial/subject.ts";
import type { Subject } from "../trial/subject.ts";

/** The steps, in halvings of the scale of an entry. */
const HALVINGS = Array.from({ length: 20 }, (_, k) => k + 4);
/** A quotient that grows by less has a limit; those of |x|^p grow by the factor 2^(1 − p). */
const GROWTH = 1 + 2 ** -12;

/**
 * Whether f has no finite slope in one of some entries of x: it is not finite itself, or its quotients grow with every halving of the step,
 * as those of √|x| and of the angle of (x, y) do at 0. A rule may say NaN there.
 */
export function isSlopeless(
  subject: Subject,
  entries: readonly number[],
  outputs: readonly number[],
): boolean {
  const { x, y } = subject;
  if (outputs.some((i) => !Number.isFinite(y[i]))) return true;
  const quotients = (at: number, step: number): number[] | undefined => {
    const ahead = moved(x, unit(x.length, at), step);
    if (place(domainOf(subject, at), ahead[at]) !== ahead[at]) return undefined;
    const values = valueAt(subject, ahead);
    return outputs.map((i) => Math.abs((values[i] - y[i]) / step));
  };
  return entries.some((at) =>
    [1, -1].some((side) => {
      const rows = HALVINGS.map((k) => quotients(at, (side * scaleOf(x[at])) / 2 ** k));
      return outputs.some((_, i) => isGrowing(rows.map((row) => row?.[i])));
    }),
  );
}

const isGrowing = (sizes: readonly (number | undefined)[]): boolean =>
  sizes.every((each = Number.NaN, k) => k === 0 || each > GROWTH * (sizes[k - 1] ?? Number.NaN));

function domainOf({ spec, moving, inputs }: Subject, entry: number): Subject["spec"]["inputs"][string] {
  let rest = entry;
  for (const name of moving) {
    if (rest < inputs[name].data.length) return spec.inputs[name];
    rest -= inputs[name].data.length;
  }
  return {};
}
