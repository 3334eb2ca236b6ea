import type { Step, StepGraph } from "../steps.ts";
import { readersOf } from "../steps.ts";

/** Who reads and who computes the values of a graph. */
export interface Index {
  readonly readers: (value: number) => readonly Step[];
  readonly producers: ReadonlyMap<number, Step>;
  readonly outputs: ReadonlySet<number>;
}

export const indexOf = ({ steps, outputs }: StepGraph): Index => ({
  readers: readersOf(steps),
  producers: new Map(steps.map((step) => [step.output, step])),
  outputs: new Set(outputs),
});

/**
 * The functions of one value that some steps are together: all lists of steps of a kind that read nothing but the value and each other, and
 * of which nothing but the last one's output is read elsewhere. The longest come first.
 *
 * @param most how many steps are looked at
 */
export function regionsFrom<P extends Step>(
  value: number,
  { readers, producers, outputs }: Index,
  isPart: (step: Step) => step is P,
  most: number,
): P[][] {
  const taken: P[] = [];
  const within = new Set([value]);
  for (let next = nextPart(); next !== undefined && taken.length < most; next = nextPart()) {
    taken.push(next);
    within.add(next.output);
  }
  const regions = taken.map(regionOf).filter((region) => region !== undefined);
  return regions.toSorted((a, b) => b.length - a.length);

  /** The first step outside of the region that reads nothing but values inside. */
  function nextPart(): P | undefined {
    for (const known of within)
      for (const step of readers(known))
        if (isPart(step) && !within.has(step.output) && step.inputs.every((each) => within.has(each)))
          return step;
    return undefined;
  }

  /** The steps between the value and the last one, if no other step reads a value between them. */
  function regionOf(last: P): P[] | undefined {
    const needed = new Set<Step>([last]);
    for (const step of needed)
      for (const each of step.inputs) {
        const before = each === value ? undefined : producers.get(each);
        if (before !== undefined) needed.add(before);
      }
    const steps = taken.filter((step) => needed.has(step));
    const isClosed = steps.every(
      ({ output }) =>
        output === last.output || (!outputs.has(output) && readers(output).every((step) => needed.has(step))),
    );
    return isClosed ? steps : undefined;
  }
}
