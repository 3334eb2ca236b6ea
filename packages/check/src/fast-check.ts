import { allocate, sizeOf } from "@espalier/tensor";
import type { Shape, Tensor } from "@espalier/tensor";
import * as fc from "fast-check";
import { startCheck } from "./check.ts";
import type { CheckOptions, RunningCheck } from "./check.ts";
import type { Domain, Pick } from "./spec/domain.ts";
import { hasRoom } from "./points/probe.ts";
import type { Probe } from "./points/probe.ts";
import { recipesOf } from "./points/recipes.ts";
import type { Failure } from "./report/report.ts";
import { showFailure } from "./report/show.ts";
import { OutputError } from "./spec/output.ts";
import type { Spec } from "./spec/spec.ts";

/**
 * Values of a domain, by the recipes that {@link recipesOf} lists: ordinary ones most often, and those where derivatives
 * break. They shrink towards 0, or to whatever of the domain is simplest.
 *
 * A plain fc.double is uniform in bit patterns: nearly all it draws is huge or tiny.
 */
export const valuesIn = (domain: Domain): fc.Arbitrary<number> =>
  fc.oneof(
    { withCrossShrink: true },
    ...recipesOf(domain).map(({ weight, reach, value }) => ({
      weight,
      arbitrary: fc.integer({ min: -reach, max: reach }).map(value),
    })),
  );

/**
 * A number from 0 to 1023, from which a size is made. Unlike fc.nat it remembers nothing while it shrinks: a size that was too
 * small for the failure is tried once more when values have moved to the front.
 */
class Ticket extends fc.Arbitrary<number> {
  override generate(random: fc.Random): fc.Value<number> {
    return new fc.Value(random.nextInt(0, 1023), undefined);
  }

  override canShrinkWithoutContext(value: unknown): value is number {
    return typeof value === "number";
  }

  override shrink(value: number): fc.Stream<fc.Value<number>> {
    const smaller = value === 0 ? [] : new Set([0, value >> 1, value - 1]);
    return fc.Stream.of(...[...smaller].map((each) => new fc.Value(each, undefined)));
  }
}

const tickets = (count: number): fc.Arbitrary<number[]> =>
  fc.tuple(...Array.from({ length: count }, () => new Ticket()));

/** A picker that turns tickets into numbers, beginning again when it has used them up; smaller tickets, smaller numbers. */
function pickBy(draws: readonly number[]): Pick {
  let next = 0;
  return (low, high) => low + Math.floor((draws[next++ % draws.length] * (high - low + 1)) / 1024);
}

/** The sizes that are drawn for a point, and the most values for an input. Beyond these the first are used again. */
const SIZES = 16;
const VALUES = 24;

/** Draws the entries of an input of any shape. */
function fillings({ held, ...domain }: Domain): fc.Arbitrary<Filling> {
  if (held !== undefined)
    return tickets(VALUES).map((draws) => {
      const pick = pickBy(draws);
      return (_, shapes) => held(pick, shapes);
    });
  // Values that are not kept are left out, one by one as a failure shrinks: what it is about comes to the front.
  const candidate = fc.record({ keep: fc.boolean(), value: valuesIn(domain) });
  const candidates = fc.tuple(...Array.from({ length: VALUES }, () => candidate));
  return fc.tuple(candidates, fc.nat(7)).map(([all, ticket]) => {
    const kept = all.filter(({ keep }) => keep);
    const pool = kept.length > 0 ? kept : all.slice(0, 1);
    const used = ticket === 7 ? 1 : pool.length; // an input in eight is one tie
    return (at) => pool[at % used].value;
  });
}

type Filling = (at: number, shapes: Readonly<Record<string, Shape>>) => number;

/**
 * The points of a spec: its sizes, then the values, then the seed of the directions.
 *
 * Values are drawn without regard to the shape, so that they stay when the shape shrinks, and with them the failure: it
 * shrinks to the smallest shapes first, then to the simplest values.
 */
export function probesOf(spec: Spec): fc.Arbitrary<Probe> {
  const names = Object.keys(spec.inputs);
  return fc
    .tuple(tickets(SIZES), fc.tuple(...names.map((name) => fillings(spec.inputs[name]))), fc.nat())
    .map(([sizes, filled, seed]) => {
      const shapes = spec.shapes(pickBy(sizes));
      const inputs: Record<string, Tensor> = {};
      for (const [at, name] of names.entries()) {
        const data = allocate(sizeOf(shapes[name]));
        for (let entry = 0; entry < data.length; entry++) data[entry] = filled[at](entry, shapes);
        inputs[name] = { shape: shapes[name], data };
      }
      return { inputs, seed, smooth: hasRoom(spec, inputs), redrawn: 0 };
    });
}

/** The property that every oracle agrees with the derivatives of a spec. It does not ask whether the run has seen enough; {@link assertCorrectDerivatives} does. */
export const correctDerivatives = (spec: Spec, options: CheckOptions = {}): fc.IProperty<[Probe]> =>
  followedBy(spec, startCheck(spec, options));

const followedBy = (spec: Spec, running: RunningCheck): fc.IProperty<[Probe]> =>
  fc.property(probesOf(spec), (probe) => {
    const [failure] = running.look(probe);
    if (failure !== undefined) throw new DerivativeError(spec.name, failure);
  });

/** A comparison of one oracle that does not hold. */
export class DerivativeError extends Error {
  /** The comparison that does not hold. */
  readonly failure: Failure;

  constructor(name: string, failure: Failure) {
    super(showFailure(name, failure));
    this.name = "DerivativeError";
    this.failure = failure;
  }
}

/**
 * Checks derivatives at points that shrink: to the smallest shapes first, then to the simplest values.
 *
 * @throws DerivativeError with the smallest point that was found, and one line that goes back to it
 * @throws OutputError when f or a rule returns no numbers
 * @throws Error when so little was seen that passing would mean nothing, such as no point with room for differences
 */
export function assertCorrectDerivatives(
  spec: Spec,
  parameters: fc.Parameters<[Probe]> = {},
  options: CheckOptions = {},
): void {
  const running = startCheck(spec, options);
  const run = fc.check(followedBy(spec, running), parameters);
  if (!run.failed) return complainOf(running);
  const cause = run.errorInstance;
  const again = `{ seed: ${run.seed}, path: "${run.counterexamplePath}" }`;
  const note = `\n    shrunk ${run.numShrinks} times; again: assertCorrectDerivatives(spec, ${again})`;
  if (cause instanceof OutputError) throw cause;
  if (cause instanceof DerivativeError) {
    cause.message = withoutReplay(cause.message) + note;
    throw cause;
  }
  throw new Error(`${spec.name}: ${String(cause)}${note}`, { cause });
}

/** A point that is drawn again is enough. */
function complainOf(running: RunningCheck): void {
  const { name, draws, complaints } = running.report();
  if (draws > 1 && complaints.length > 0) throw new Error(`${name}: ${complaints.join("; ")}`);
}

/** The point was not drawn by `check`, which could therefore not draw it again. */
const withoutReplay = (message: string): string => message.slice(0, message.lastIndexOf("\n"));
