import { ValueError } from "@espalier/tensor";
import { mixedDirections } from "./points/directions.ts";
import type { Directions } from "./points/directions.ts";
import { lazy } from "./lazy.ts";
import { createLedger } from "./report/ledger.ts";
import { everyOracle } from "./oracles/index.ts";
import type { Oracle } from "./oracles/oracle.ts";
import { drawProbe, streamOf } from "./points/probe.ts";
import type { Probe } from "./points/probe.ts";
import type { Failure, Report } from "./report/report.ts";
import type { Spec } from "./spec/spec.ts";
import { createTally } from "./report/tally.ts";
import { checkAccuracy } from "./spec/accuracy.ts";
import { checkPrecision, precisionsOf } from "./spec/precision.ts";
import { detectPrecisions, rounded } from "./trial/detect-precision.ts";
import { trialOf } from "./trial/trial-of.ts";

/** Options of a check: its points, and its oracles. */
export interface CheckOptions {
  /** Everything that is drawn follows from this number; 1 by default. */
  readonly seed?: number;
  /** The number of points; 20 by default. Every second one keeps away from kinks, as finite steps need it. */
  readonly draws?: number;
  /** Draws the one point of a failure again: the number that its report calls `replay`. */
  readonly replay?: number;
  /** Some of {@link everyOracle}, or oracles of your own; by default all of them. */
  readonly oracles?: readonly Oracle[];
  /** Chooses the directions of a point; {@link mixedDirections} by default. */
  readonly directions?: Directions;
  /** Looks at no further point once one has failed. */
  readonly untilFailure?: boolean;
}

/**
 * Checks the derivatives of a function, by every oracle for which its spec says enough.
 *
 * @throws ValueError when the spec claims no derivative, or for a kink a slope that is not a subgradient
 * @throws OutputError when f or a rule returns no numbers, such as a Promise
 */
export function check(spec: Spec, options: CheckOptions = {}): Report {
  const { seed = 1, draws = 20, replay } = options;
  if (!(Number.isInteger(draws) && draws >= 0))
    throw new ValueError("check", "a number of draws that is a whole number ≥ 0", `${draws}`);
  if (!Number.isFinite(seed)) throw new ValueError("check", "a seed that is a number", `${seed}`);
  const random = streamOf(seed);
  const seeds = Array.from({ length: replay === undefined ? draws : 1 }, () => replay ?? random() * 2 ** 32);
  // Whether a point has room for finite steps is part of its seed: the lowest bit, so that a replay knows it.
  const probes = seeds.map((each, draw) => {
    const own = replay ?? 2 * Math.floor(each / 2) + (draw % 2);
    return () => drawProbe(spec, own, own % 2 === 0);
  });
  return checkAt(spec, probes, { ...options, seed });
}

/** {@link check} at points of your own. @throws ValueError, OutputError as {@link check} */
export function checkAt(spec: Spec, probes: Iterable<() => Probe>, options: CheckOptions = {}): Report {
  const running = startCheck(spec, options);
  for (const draw of probes) if (running.look(draw()).length > 0 && options.untilFailure === true) break;
  return running.report();
}

/** A check that is under way. */
export interface RunningCheck {
  /** Looks at one point more; returns what failed there. */
  look(probe: Probe): readonly Failure[];
  /** Of all points so far. */
  report(): Report;
}

/**
 * A check that looks at points as they come.
 *
 * @throws ValueError as {@link check}
 */
export function startCheck(
  spec: Spec,
  { seed = 1, oracles = everyOracle, directions = mixedDirections }: CheckOptions = {},
): RunningCheck {
  checkSpec(spec);
  const ledgers = oracles.filter((oracle) => oracle.applies(spec)).map(createLedger);
  const tally = createTally(spec);
  const precisions = spec.precision === undefined ? detectPrecisions(spec) : precisionsOf(spec.precision);
  return {
    look(given) {
      const probe = rounded(spec, given, precisions);
      tally.draw(probe);
      const trial = lazy(() => trialOf(spec, probe, directions, precisions));
      const failures = ledgers
        .filter(({ oracle }) => probe.smooth || oracle.steps !== true)
        .flatMap((ledger) => ledger.run(probe, (see) => ledger.oracle.examine(trial(), see)));
      tally.look(trial);
      return failures;
    },
    report() {
      const reports = ledgers.map((ledger) => ledger.report());
      const failures = ledgers.flatMap((ledger) => ledger.failures());
      const asked = ledgers.map(({ oracle }) => oracle);
      const complaints = tally.complaints(asked, reports);
      return {
        name: spec.name,
        passed: failures.length === 0 && complaints.length === 0,
        seed,
        precisions,
        ...tally.seen(),
        oracles: reports,
        failures,
        complaints,
      };
    },
  };
}

/** Refuses a value that is not a spec, and a spec without derivatives. */
function checkSpec(spec: Spec): void {
  const { name, f, shapes, jvp, vjp, inputs } = Object(spec) as Partial<Spec>;
  for (const [field, value] of Object.entries({ f, shapes }))
    if (typeof value !== "function")
      throw new ValueError("check", `a spec whose ${field} is a function`, typeof value);
  if (typeof inputs !== "object" || inputs === null)
    throw new ValueError("check", "a spec with a domain for each of its inputs", typeof inputs);
  if (jvp === undefined && vjp === undefined)
    throw new ValueError("check", "a spec with a jvp, a vjp or both", `neither in ${name}`);
  checkAccuracy("check", spec);
  checkPrecision("check", spec);
  for (const [input, { kinks = [] }] of Object.entries(inputs))
    for (const { at, right } of kinks)
      if (!(right >= 0 && right <= 1))
        throw new ValueError("check", `a slope between those beside the kink ${at} of ${input}`, `${right}`);
}
