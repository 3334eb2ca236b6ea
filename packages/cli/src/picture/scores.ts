import type { Network } from "@espalier/prune";
import type { ScoreSummary } from "../report/scores.ts";
import { drawHistograms, histogramsHeight } from "./histograms.ts";
import { drawInputs } from "./inputs.ts";
import { drawing } from "./svg.ts";

const SIDE = 280;
const MARGIN = 24;

/** Scores as a picture: which inputs matter, and how the importances of each layer are spread. */
export function drawScores(network: Network, summary: ScoreSummary): string {
  const height = Math.max(SIDE + 40, histogramsHeight(summary)) + 2 * MARGIN;
  return drawing(2 * SIDE + 4 * MARGIN, height, "Importance of inputs and weights", [
    ...drawInputs(summary.inputs, { x: MARGIN, y: MARGIN, side: SIDE }),
    ...drawHistograms(network, summary, { x: SIDE + 3 * MARGIN, y: MARGIN, side: SIDE }),
  ]);
}
