import { lazy } from "../lazy.ts";
import { absDot, dot } from "../points/directions.ts";
import { slopeAlong } from "../slopes/along.ts";
import type { Estimate } from "../slopes/extrapolate.ts";
import { hiddenSlope } from "../slopes/hidden.ts";
import { comparedWith, isBroken } from "../slopes/compared.ts";
import type { Slope } from "../slopes/slope.ts";
import type { Trial } from "../trial/trial.ts";
import { additivityAlong } from "./additivity.ts";
import { hasNoSlope, isCancelled, isFoundFiner, isInfinite, isPrecise, outputsOf } from "./excuses.ts";
import type { Verdict } from "./excuses.ts";
import { estimatedOf, namePair } from "./oracle.ts";
import type { Comparison, Oracle, See } from "./oracle.ts";
import { kinkAlong } from "./undeclared-kink.ts";

/**
 * Central differences, extrapolated. Needs nothing but f, so it is the oracle of last resort. Its error is an estimate and no bound: where
 * a claim disagrees with a first look, or finer steps do, the slope is taken again from all steps of two families, and where these do not
 * resolve f nothing is compared. The comparison is skipped for a claim that is a subgradient at a kink, and where f has no derivative.
 */
export const differences: Oracle = {
  name: "differences",
  law: "J v = lim (f(x + hv) − f(x − hv)) / 2h",
  applies: () => true,
  steps: true,
  examine(trial, see) {
    const lines = trial.tangents.map((v, k) => ({
      k,
      slope: slopeAlong(trial, v),
      kink: lazy(() => kinkAlong(trial, v)),
      addsUp: lazy(() => additivityAlong(trial, v)),
    }));
    for (const { k, slope } of lines) if (slope === undefined) see.skip(`no room along v${k}`);
    for (const { mode, table } of trial.claims()) {
      // One failure of a mode is enough: what it takes to confirm more of them shows nothing new.
      let hasFailed = false;
      const seeFirst: See = Object.assign(
        (comparison: Comparison): void => {
          hasFailed ||= isBroken(comparison);
          see(comparison);
        },
        { skip: see.skip },
      );
      for (const line of lines)
        for (const [l, claim] of table[line.k].entries())
          if (!hasFailed) compare(trial, seeFirst, mode, line, l, claim);
    }
  },
};

/** What differences see along a direction. */
interface Line {
  readonly k: number;
  readonly slope: Slope | undefined;
  readonly kink: () => ReturnType<typeof kinkAlong>;
  readonly addsUp: () => ReturnType<typeof additivityAlong>;
}

function compare(
  trial: Trial,
  see: See,
  mode: string,
  { k, slope, kink, addsUp }: Line,
  l: number,
  claim: number,
): void {
  if (slope === undefined) return;
  if (Number.isNaN(claim) && (isInfinite(trial, mode, k, l) || hasNoSlope(trial, mode, k, l)))
    return see.skip("0 · ∞ at an infinite slope");
  const verdict = verdictOf(trial, slope, k, l, claim);
  const where = { mode, at: namePair(trial, k, l) };
  if (Math.abs(claim) === Infinity && !isPrecise(trial, l, verdict)) return see.skip("an infinite slope");
  if (verdict !== undefined && !isBroken(verdict)) return see({ ...where, ...verdict });
  if (!outputsOf(trial, l).every(addsUp())) return see.skip("f has no derivative: its slopes do not add up");
  if (isRightOverJumps(trial, slope, k, l, claim))
    return see.skip(`jumps that may be rounding hide the slope along v${k}`);
  const found = kink()(l, claim, trial.roundOff().table[k][l]);
  if (found.kind === "kink")
    return see({
      mode,
      at: `${where.at}, where f has a kink that is not declared`,
      received: claim,
      expected: found.expected,
      bound: found.bound,
      estimated: found.bound,
    });
  if (found.kind === "subgradient") return see.skip("a subgradient at a kink that is not declared");
  if (found.kind === "unresolved" || verdict === undefined) return see.skip(`f is not resolved along v${k}`);
  if (isCancelled(trial, mode, k, l, verdict)) return see.skip("numbers of size 1 may cancel in the rule");
  if (isFoundFiner(trial, slope, l, verdict)) return see.skip(`finer steps side with the claim along v${k}`);
  if (
    Math.abs(verdict.received - verdict.expected) <=
    hiddenSlope(trial, trial.tangents[k], trial.cotangents[l])
  )
    return see.skip(`rounding inside of f hides slopes along v${k}`);
  see({ ...where, ...verdict });
}

/** Whether a claim is right if what looks like jumps of f is rounding inside of it. */
function isRightOverJumps(trial: Trial, slope: Slope, k: number, l: number, claim: number): boolean {
  if (outputsOf(trial, l).every((i) => slope.overJumps(i) === undefined)) return false;
  const resolved = (i: number): Estimate | undefined => slope.overJumps(i) ?? slope.resolved(i);
  const verdict = verdictOf(trial, { ...slope, isConfirmed: () => false, resolved }, k, l, claim);
  return verdict !== undefined && !isBroken(verdict);
}

/** Compares a claim with what a slope says; undefined where that says nothing. */
function verdictOf(trial: Trial, slope: Slope, k: number, l: number, claim: number): Verdict | undefined {
  const u = trial.cotangents[l];
  const { formula } = trial.subject.spec;
  const rules = trial.roundOff().table[k][l];
  return comparedWith([slope], outputsOf(trial, l), (estimate) => {
    const weighed = (sum: typeof dot, part: (each: Estimate) => number): number =>
      sum(
        u,
        u.map((weight, i) => (weight === 0 ? 0 : part(estimate(slope, i)))),
      );
    const own = weighed(absDot, ({ error }) => error);
    const noise = weighed(absDot, (each) => each.noise);
    return {
      received: claim,
      expected: weighed(dot, ({ value }) => value),
      bound: own + rules,
      // With a formula the noise of f is derived; how far the quotients are from their limit never is.
      estimated: formula === undefined ? own + estimatedOf(trial, rules) : own - noise,
      budget: { truncation: own - noise, "round-off of f": noise, "of the rules": rules },
    };
  });
}
