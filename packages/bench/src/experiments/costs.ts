import * as v from "valibot";
import { environment } from "../files/environment.ts";
import {
  stringifyRows,
  amount,
  count,
  fraction,
  list,
  oneOf,
  parse,
  text,
  whole,
} from "@espalier/pages/results";
import type { Read } from "@espalier/pages/results";

/** What a unit took. */
export const costs = v.strictObject({
  /** Seconds of scoring all weights, which serves all units of a task. */
  scores: v.exactOptional(amount),
  /** Seconds of ranking and removing. */
  removal: v.exactOptional(amount),
  /** Seconds of training. */
  training: v.exactOptional(amount),
  /** Seconds of everything that a study timed. */
  studied: v.exactOptional(amount),
  /** How often all training samples went forward through the whole network; a part of them is a part of a pass. Counted as it ran. */
  forwardPasses: v.exactOptional(amount),
  /** How often they went back. */
  reverseSweeps: v.exactOptional(amount),
  /** Of everything: passes, sums over samples, and the paths of `nonlinear`. */
  multiplyAdds: v.exactOptional(amount),
  /** By how much the memory of the process rose. Absent where the system has no such number. */
  peakBytes: v.exactOptional(amount),
});
export type Costs = Read<typeof costs>;

const { scores, removal, training, studied: _, ...counts } = costs.entries;

const costsFile = v.strictObject({
  format: oneOf("espalier-costs"),
  version: oneOf(1),
  part: text,
  environment,
  /** Threads that worked at the same time. */
  workers: count,
  /** Seconds of one strategy and one seed: scores once, removals as their mean, trainings as their sum. */
  rows: list(v.strictObject({ experiment: text, seed: whole, strategy: text, scores, removal, training })),
  /** Seconds of one method at one ratio, in a study of methods. */
  methods: v.optional(
    list(v.strictObject({ experiment: text, seed: whole, method: text, ratio: fraction, seconds: amount })),
    [],
  ),
  /** Scoring in a process of its own, while nothing else runs. */
  alone: list(v.strictObject({ experiment: text, strategy: text, scores: amount, ...counts })),
});

/** What the measurements took on one machine: the part of the results that no other run repeats. */
export type CostsFile = Read<typeof costsFile>;

/** @throws FormatError naming the file and the field */
export const parseCosts = (content: string, who = "costs"): CostsFile => parse(costsFile, content, who);

export const stringifyCosts = ({ rows, methods, alone, ...head }: CostsFile): string =>
  stringifyRows(head, { rows, ...(methods.length > 0 ? { methods } : {}), alone });

/** A clock in a busy machine has no more digits than these. */
export const fourDigits = (value: number): number => Number(value.toPrecision(4));
