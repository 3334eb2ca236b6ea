import { check } from "../src/index.ts";
import type { Spec } from "../src/index.ts";
import { streamOf } from "../src/points/probe.ts";
import { subjectOf } from "../src/trial/subject.ts";
import type { UsualCheck } from "./usual/check.ts";
import type { Points } from "./usual/points.ts";

/** The points that show nearly everything, and further ones for a check that has found nothing. */
export const POINTS = 20;
export const MORE = 80;

/** Which oracles refute a spec, and whether the first points were enough. */
export function refute(spec: Spec): { oracles: string[]; late: boolean } {
  const first = oraclesAgainst(spec, 1, POINTS);
  return first.length > 0
    ? { oracles: first, late: false }
    : { oracles: oraclesAgainst(spec, 2, MORE), late: true };
}

/** A spec that knows a function and its vjp and nothing else: no formula, no jvp, no recording. */
export const bare = ({ name, inputs, shapes, f, vjp, kinkDistance }: Spec): Spec => ({
  name,
  inputs,
  shapes,
  f,
  ...(vjp && { vjp }),
  ...(kinkDistance && { kinkDistance }),
});

/** Whether any oracle refutes a spec at as many points. */
export const isRefuted = (spec: () => Spec): boolean =>
  [POINTS, MORE].some(
    (draws, at) => check(spec(), { seed: at + 1, draws, untilFailure: true }).failures.length > 0,
  );

const oraclesAgainst = (spec: Spec, seed: number, draws: number): string[] => [
  ...new Set(check(spec, { seed, draws }).failures.map(({ oracle }) => oracle)),
];

/** Whether a usual check refutes a spec at as many points. */
export function refutes(usual: UsualCheck, points: Points, spec: Spec): boolean {
  for (let seed = 1; seed <= POINTS + MORE; seed++) if (!acceptsAt(usual, points, spec, seed)) return true;
  return false;
}

/** A rule that throws is refuted. */
export function acceptsAt({ accepts }: UsualCheck, points: Points, spec: Spec, seed: number): boolean {
  try {
    return accepts(subjectOf(spec, points(spec, seed)), streamOf(seed));
  } catch {
    return false;
  }
}
