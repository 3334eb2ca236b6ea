import type { Comparison, Oracle, See } from "../oracles/oracle.ts";
import type { Probe } from "../points/probe.ts";
import { OutputError } from "../spec/output.ts";
import { ratioOf } from "./report.ts";
import type { Failure, OracleReport, Seen } from "./report.ts";

/** Records the comparisons of one oracle over all trials. */
export interface Ledger {
  readonly oracle: Oracle;
  /**
   * Runs the oracle in one trial, and returns its failures there; an error that a rule throws is one like others.
   *
   * @throws OutputError where f or a rule returns no numbers
   */
  run(probe: Probe, examine: (see: See) => void): readonly Failure[];
  report(): OracleReport;
  /** The first failure of each mode. */
  failures(): readonly Failure[];
}

export function createLedger(oracle: Oracle): Ledger {
  const { name, law } = oracle;
  const comparisons: Record<string, number> = {};
  const first = new Map<string, Failure>();
  let here = new Map<string, Failure>();
  let [trials, skipped, failures, compared, estimated] = [0, 0, 0, 0, 0];
  let skipReason: string | undefined;
  let worst: Seen | undefined;

  const skip = (reason: string): void => {
    skipped += 1;
    skipReason ??= reason;
  };
  const fail = (probe: Probe, seen: Seen, thrown?: string): void => {
    failures += 1;
    if (here.has(seen.mode)) return;
    const inputs = Object.fromEntries(
      Object.entries(probe.inputs).map(([key, { shape, data }]) => [key, { shape, data: [...data] }]),
    );
    const what = thrown === undefined ? seen : { ...seen, thrown };
    const failure = { ...what, oracle: name, law, replay: probe.seed, inputs };
    here.set(seen.mode, failure);
    if (!first.has(seen.mode)) first.set(seen.mode, failure);
  };
  const take = (probe: Probe, comparison: Comparison): void => {
    const error = errorOf(comparison);
    if (error === undefined) return skip(`no finite number is due for ${comparison.mode}`);
    comparisons[comparison.mode] = (comparisons[comparison.mode] ?? 0) + 1;
    compared += 1;
    if (comparison.bound > 0) estimated += (comparison.estimated ?? 0) / comparison.bound;
    const seen = { ...comparison, error };
    if (worst === undefined || ratioOf(seen) > ratioOf(worst)) worst = seen;
    if (error > comparison.bound) fail(probe, seen);
  };

  return {
    oracle,
    run(probe, examine) {
      trials += 1;
      here = new Map();
      const see: See = Object.assign((comparison: Comparison) => take(probe, comparison), { skip });
      try {
        examine(see);
      } catch (thrown) {
        if (thrown instanceof OutputError) throw thrown;
        fail(probe, NOTHING, String(thrown));
      }
      return [...here.values()];
    },
    report: () => ({
      name,
      law,
      trials,
      comparisons,
      skipped,
      failures,
      estimated: compared === 0 ? 0 : estimated / compared,
      ...(skipReason === undefined ? {} : { skipReason }),
      ...(worst === undefined ? {} : { worst }),
    }),
    failures: () => [...first.values()],
  };
}

const NOTHING: Seen = {
  mode: "thrown",
  at: "",
  received: Number.NaN,
  expected: Number.NaN,
  bound: 0,
  error: Infinity,
};

/** Undefined where no finite number is due, or the bound says nothing: then the comparison cannot fail. */
function errorOf({ received, expected, bound }: Comparison): number | undefined {
  if (Object.is(received, expected)) return 0;
  if (!Number.isFinite(expected) || !Number.isFinite(bound)) return bound === 0 ? Infinity : undefined;
  return Number.isFinite(received) ? Math.abs(received - expected) : Infinity;
}
