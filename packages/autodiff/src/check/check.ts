import { ValueError } from "@espalier/tensor";
import { mixedDirections } from "./directions.ts";
import type { Directions } from "./directions.ts";
import { lazy } from "./lazy.ts";
import { createLedger } from "./ledger.ts";
import { everyOracle } from "./oracles/index.ts";
import type { Oracle } from "./oracle.ts";
import { drawProbe, streamOf } from "./probe.ts";
import type { Probe } from "./probe.ts";
import type { Report } from "./report.ts";
import type { Spec } from "./spec.ts";
import { createTally } from "./tally.ts";
import { trialOf } from "./trial.ts";

export interface CheckOptions {
  /** Everything that is drawn follows from it; 1 unless given. */
  readonly seed?: number;
  /** How many points; 20 unless given. Every second one keeps away from kinks, as finite steps need it. */
  readonly draws?: number;
  /** Draws the one point of a failure again: the number that its report calls `replay`. */
  readonly replay?: number;
  /** Some of {@link everyOracle}, or oracles of one's own. */
  readonly oracles?: readonly Oracle[];
  readonly directions?: Directions;
  /** Looks at no further point once one has failed. */
  readonly untilFailure?: boolean;
}

/**
 * Puts the derivatives of a function to the test, by every oracle that its spec has enough for.
 *
 * @throws ValueError when the spec claims no derivative, or for a kink a slope that is no subgradient
 */
export function check(spec: Spec, options: CheckOptions = {}): Report {
  const { seed = 1, draws = 20, replay } = options;
  const random = streamOf(seed);
  const seeds = Array.from({ length: replay === undefined ? draws : 1 }, () => replay ?? random() * 2 ** 32);
  // Whether a point has room for finite steps is part of its seed: the lowest bit, so that a replay knows it.
  const probes = seeds.map((each, draw) => {
    const own = replay ?? 2 * Math.floor(each / 2) + (draw % 2);
    return () => drawProbe(spec, own, own % 2 === 0);
  });
  return checkAt(spec, probes, { ...options, seed });
}

/** As {@link check}, at points of one's own. */
export function checkAt(
  spec: Spec,
  probes: Iterable<() => Probe>,
  { seed = 1, oracles = everyOracle, directions = mixedDirections, untilFailure = false }: CheckOptions = {},
): Report {
  if (spec.jvp === undefined && spec.vjp === undefined)
    throw new ValueError("check", "a spec with a jvp, a vjp or both", `neither in ${spec.name}`);
  for (const [name, { kinks = [] }] of Object.entries(spec.inputs))
    for (const { at, right } of kinks)
      if (!(right >= 0 && right <= 1))
        throw new ValueError("check", `a slope between those beside the kink ${at} of ${name}`, `${right}`);
  const ledgers = oracles.filter((oracle) => oracle.applies(spec)).map(createLedger);
  const tally = createTally(spec);
  for (const draw of probes) {
    const probe = draw();
    tally.draw(probe);
    const trial = lazy(() => trialOf(spec, probe, directions));
    for (const ledger of ledgers)
      if (probe.smooth || ledger.oracle.steps !== true)
        ledger.run(probe, (see) => ledger.oracle.examine(trial(), see));
    tally.look(trial);
    if (untilFailure && ledgers.some((ledger) => ledger.failures().length > 0)) break;
  }
  const reports = ledgers.map((ledger) => ledger.report());
  const failures = ledgers.flatMap((ledger) => ledger.failures());
  const complaints = tally.complaints(
    ledgers.map(({ oracle }) => oracle),
    reports,
  );
  return {
    name: spec.name,
    passed: failures.length === 0 && complaints.length === 0,
    seed,
    ...tally.seen(),
    oracles: reports,
    failures,
    complaints,
  };
}
