import { createHash } from "node:crypto";
import type { SampleRange } from "@espalier/prune";

/** A job of a run: the statistics of a range of samples, from the samples or from those of its parts. */
export interface Step extends SampleRange {
  /** The name of its result, without an ending. */
  readonly name: string;
  /** 0 for a map; else one more than that of its parts. */
  readonly level: number;
  /** In the order of the samples; a map has none. */
  readonly parts: readonly Step[];
  /** Identifies the samples of a map. */
  readonly content: string | undefined;
}

/** How the samples of a run are split. The bytes of the result do not depend on it. */
export interface Split {
  /** The number of all samples. */
  readonly samples: number;
  /** The number of samples in a span; see `spanOf`. */
  readonly span: number;
  /** The number of spans of a map, a power of two. */
  readonly spans: number;
  /** The most parts of a merge, a power of two. */
  readonly fanIn: number;
}

/** The ranges of samples of the maps of a run. */
export function mapRanges({ samples, span, spans }: Omit<Split, "fanIn">): SampleRange[] {
  const size = span * spans;
  return Array.from({ length: Math.ceil(samples / size) }, (_, at) => ({
    from: at * size,
    to: Math.min(samples, (at + 1) * size),
  }));
}

/**
 * The tree of the jobs of a run: maps of some spans, and merges of some parts, up to one. Groups begin at multiples of their size, so the
 * result of each job is a single node of the sum over spans, except at the end of the samples.
 *
 * @param origin all that the statistics depend on, besides the samples
 * @param contents identify the samples of each of {@link mapRanges}
 */
export function planOf(split: Split, origin: object, contents: readonly string[] = []): Step {
  const { fanIn } = split;
  const stepOf = ({ from, to }: SampleRange, parts: readonly Step[], content?: string): Step => ({
    from,
    to,
    name: nameOf([origin, content ?? parts.map(({ name }) => name)], { from, to }),
    level: parts.length === 0 ? 0 : 1 + Math.max(...parts.map(({ level }) => level)),
    parts,
    content,
  });
  let steps = mapRanges(split).map((range, at) => stepOf(range, [], contents[at]));
  while (steps.length > 1) {
    const groups = Array.from({ length: Math.ceil(steps.length / fanIn) }, (_, at) =>
      steps.slice(at * fanIn, (at + 1) * fanIn),
    );
    steps = groups.map((parts) =>
      parts.length === 1 ? parts[0] : stepOf({ from: parts[0].from, to: parts[parts.length - 1].to }, parts),
    );
  }
  return steps[0];
}

/** The name of a result follows from what it is of, so that a job that runs twice writes the same file. */
function nameOf(origin: object, { from, to }: SampleRange): string {
  const digest = createHash("sha256").update(JSON.stringify([origin, from, to]));
  return `${from}-${to}-${digest.digest("hex").slice(0, 24)}`;
}

/** All steps of a tree, a step behind its parts. */
export const stepsOf = (step: Step): Step[] => [...step.parts.flatMap(stepsOf), step];

/** A step that is left to do, and those of its parts that have to be done before. */
export interface LeftStep {
  readonly step: Step;
  readonly before: readonly LeftStep[];
}

/** The steps of a tree that are left: a step whose result exists needs no parts. Undefined if nothing is left. */
export function leftOf(step: Step, isThere: (step: Step) => boolean): LeftStep | undefined {
  if (isThere(step)) return undefined;
  return { step, before: step.parts.flatMap((part) => leftOf(part, isThere) ?? []) };
}

/** How many samples of a tree are done, where a result exists for each step that is done, or for a later one. */
export const doneOf = (step: Step, isThere: (step: Step) => boolean): number =>
  isThere(step) ? step.to - step.from : step.parts.reduce((sum, part) => sum + doneOf(part, isThere), 0);
