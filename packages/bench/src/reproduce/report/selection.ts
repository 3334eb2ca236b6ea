import { paperStrategies as strategiesOfPaper } from "../../experiment/strategies.ts";
import { powers, ratios } from "../parts.ts";
import type { Measured } from "./measured.ts";

/** Those strategies of the paper that have been measured, in its order. */
export const paperStrategies = ({ strategies }: Measured): string[] =>
  strategiesOfPaper.filter((strategy) => strategies.includes(strategy));

/** Those that are not of the paper. */
export const furtherStrategies = ({ strategies }: Measured): string[] =>
  strategies.filter((strategy) => !strategiesOfPaper.includes(strategy));

/** The ratios at which strategies are compared; any that have been measured, if it was at others. */
export function shownRatios({ ratios: measured }: Measured): readonly number[] {
  const shown = measured.filter((ratio) => ratios.includes(ratio));
  return shown.length > 0 ? shown : measured;
}

/** Those of 2, 4, 8, 16 and 32 times fewer weights. */
export const measuredPowers = ({ ratios: measured }: Measured): readonly number[] =>
  measured.filter((ratio) => powers.includes(ratio));
