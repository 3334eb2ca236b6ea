import type { Oracle } from "../oracles/oracle.ts";
import type { Probe } from "../points/probe.ts";
import type { OracleReport, Report } from "./report.ts";
import type { Spec } from "../spec/spec.ts";
import type { Trial } from "../trial/trial.ts";

/** Counts what a check has looked at, and complains where that is so little that passing would mean nothing. */
export interface Tally {
  draw(probe: Probe): void;
  look(trial: () => Trial): void;
  seen(): Pick<Report, "draws" | "values" | "redrawn" | "jacobian" | "roundOff">;
  complaints(oracles: readonly Oracle[], reports: readonly OracleReport[]): string[];
}

/** Oracles with an independent value of the derivative; the others compare only what it should be like. */
const INDEPENDENT = new Set(["differences", "duals", "complex step"]);
/** And of the second derivative, these modes of its oracle. */
const INDEPENDENT_MODES = ["formula", "differences"];

export function createTally(spec: Spec): Tally {
  let [draws, values, redrawn, entries, zeros, largest] = [0, 0, 0, 0, 0, 0];
  let smallest = Infinity;
  let onlyOnes = true;
  let roundOff: Report["roundOff"] = "none";
  const count = (entry: number): void => {
    const size = Math.abs(entry);
    entries += 1;
    if (size === 0) zeros += 1;
    else if (size < Infinity) [smallest, largest] = [Math.min(smallest, size), Math.max(largest, size)];
  };
  return {
    draw({ inputs, redrawn: again }) {
      draws += 1;
      redrawn += again;
      for (const name in inputs) if (spec.inputs[name].held === undefined) values += inputs[name].data.length;
    },
    look(makeTrial) {
      try {
        const trial = makeTrial();
        onlyOnes &&= trial.cotangents.every((u) => u.every((entry) => entry === 1));
        roundOff = trial.roundOff().source;
        const [{ table }] = trial.claims();
        // The last row and column belong to dense directions, which are not entries.
        if (trial.whole) for (const row of table.slice(0, -1)) row.slice(0, -1).forEach(count);
        else table.forEach((row) => row.forEach(count));
      } catch {
        // Every oracle that calls a rule records what it throws as a failure.
      }
    },
    seen: () => ({ draws, values, redrawn, jacobian: { entries, zeros, smallest, largest }, roundOff }),
    complaints: (oracles, reports) => [
      ...oracles.flatMap((oracle, at) => idle(oracle, reports[at])),
      ...uncompared(spec, oracles, reports),
      ...(draws === 0 ? ["nothing was drawn"] : []),
      ...(redrawn > values ? [`${redrawn} values were drawn again for ${values} that were used`] : []),
      ...(draws > 0 && zeros === entries ? ["every entry of every Jacobian was 0"] : []),
      ...(draws > 0 && onlyOnes ? ["every cotangent was all ones, which hides whatever sums to 0"] : []),
    ],
  };
}

function idle({ name, mayBeIdle }: Oracle, { comparisons, skipped, skipReason }: OracleReport): string[] {
  const compared = Object.values(comparisons).reduce((sum, each) => sum + each, 0);
  const reason = skipReason === undefined ? "" : `: ${skipReason}`;
  if (compared === 0) return mayBeIdle ? [] : [`${name} never compared anything${reason}`];
  return skipped > compared && !mayBeIdle
    ? [`${name} skipped ${skipped} and compared ${compared}${reason}`]
    : [];
}

/** Each claimed rule has to be compared with an independent value, if any oracle that has one was asked. */
function uncompared(spec: Spec, oracles: readonly Oracle[], reports: readonly OracleReport[]): string[] {
  if (!oracles.some(({ name }) => INDEPENDENT.has(name))) return [];
  const second = reports.find(({ name }) => name === "second order");
  const isCompared =
    second === undefined || INDEPENDENT_MODES.some((mode) => (second.comparisons[mode] ?? 0) > 0);
  return [
    ...(["jvp", "vjp"] as const)
      .filter((mode) => spec[mode] !== undefined)
      .filter(
        (mode) => !reports.some((each) => INDEPENDENT.has(each.name) && (each.comparisons[mode] ?? 0) > 0),
      ),
    ...(isCompared ? [] : ["second derivative"]),
  ].map((mode) => `no oracle with an independent value compared the ${mode}`);
}
