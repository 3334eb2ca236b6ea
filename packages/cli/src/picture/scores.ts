import type { LayerScores, Network } from "@espalier/prune";
import type { ScoreSummary } from "../report/scores.ts";
import { drawHistograms, histogramsHeight } from "./histograms.ts";
import { drawInputs } from "./inputs.ts";
import { matrices } from "./matrices.ts";
import { drawing } from "./svg.ts";

const SIDE = 280;
const MARGIN = 24;

/**
 * Scores as a picture: which inputs matter, and how the importances of each layer are spread.
 *
 * @param scores draws each weight and its importance as well
 */
export function drawScores(network: Network, summary: ScoreSummary, scores?: readonly LayerScores[]): string {
  const height = Math.max(SIDE + 40, histogramsHeight(summary)) + 2 * MARGIN;
  const maps = scores === undefined ? undefined : matrices(network, scores, height);
  const [width, total] = [2 * SIDE + 4 * MARGIN, maps === undefined ? height : maps.height + MARGIN];
  return drawing(Math.max(width, maps?.width ?? 0), total, "Importance of inputs and weights", [
    ...drawInputs(summary.inputs, { x: MARGIN, y: MARGIN, side: SIDE }),
    ...drawHistograms(network, summary, { x: SIDE + 3 * MARGIN, y: MARGIN, side: SIDE }),
    ...(maps?.content ?? []),
  ]);
}
