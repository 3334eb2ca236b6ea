import type { Network } from "@espalier/network";
import { show } from "@espalier/network/internal";
import type { ScoringStrategy, Strategy } from "@espalier/scores";
import { statisticsPass } from "@espalier/scores/internal";
import { dtypeOf, ValueError } from "@espalier/tensor";
import type { DType } from "@espalier/tensor";
import { requireReader } from "./readers.ts";

/** The option of the precision of sums. */
export interface SumsOptions {
  /**
   * The precision of the sums Σ G x and Σ G x² over the samples of a chunk, for a network in f32: `f64` by default. `f32` is faster; a scatter is
   * off by less than 10⁻⁴ of it, and sums that would lose more are taken in f64. Chunks are merged in f64 in either case. Only for strategies
   * that read these sums, and their compensations.
   */
  readonly sums?: DType | undefined;
}

/**
 * @param known the strategies that the error may name
 * @throws ValueError when the precision is unknown, or no strategy that computes scores or compensations reads the sums
 */
export function checkSums(
  who: string,
  sums: DType | undefined,
  asked: readonly (ScoringStrategy | undefined)[],
  known: readonly Strategy[],
): void {
  checkPrecision(who, sums);
  if (sums === "f32") requireReader(who, asked, known, readsSums, "sums in f32");
}

/**
 * The precision of the sums for a strategy; none for one that does not read them.
 *
 * @throws ValueError when it is f32 and the network is not
 */
export function sumsOf(
  who: string,
  strategy: ScoringStrategy,
  network: Network,
  sums: DType | undefined,
): DType | undefined {
  if (sums !== "f32" || !readsSums(strategy)) return undefined;
  checkSumsOf(who, network, sums);
  return sums;
}

/** @throws ValueError when the precision is unknown, or f32 and that of the network is not */
export function checkSumsOf(who: string, network: Network, sums: DType | undefined): void {
  checkPrecision(who, sums);
  const dtype = dtypeOf(network.layers[0].weight);
  if (sums === "f32" && dtype !== "f32")
    throw new ValueError(who, "a network in f32, with sums in f32", dtype);
}

function checkPrecision(who: string, sums: DType | undefined): void {
  if (sums !== undefined && sums !== "f32" && sums !== "f64")
    throw new ValueError(who, "sums in f32 or f64", show(sums));
}

const readsSums = ({ passes }: ScoringStrategy): boolean => passes?.includes(statisticsPass) === true;
