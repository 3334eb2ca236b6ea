import type { Network } from "@espalier/prune";
import { nameOf } from "../files/paths.ts";
import { showLayer } from "../show/layer.ts";
import { table } from "../show/table.ts";
import { showCount, showNumber, showPercent } from "../show/words.ts";
import type { ScoreSummary } from "./scores.ts";

/** The subject of the scores. */
export interface Scored {
  readonly network: string;
  readonly data: string;
  readonly samples: number;
  readonly strategy: string;
}

const INPUTS_SHOWN = 10;

/** Scores for a terminal. */
export function showScores(
  { network: path, data, samples, strategy }: Scored,
  network: Network,
  { layers, inputs, firstDecade, exponent }: ScoreSummary,
): string {
  const most = Math.max(...layers.flatMap(({ histogram }) => histogram));
  const decades = layers[0].histogram.length;
  const scale = decades === 0 ? "" : `10^${firstDecade} to 10^${firstDecade + decades}`;
  const total = inputs.reduce((sum, I) => sum + I, 0);
  const largest = Array.from(inputs.keys())
    .toSorted((a, b) => inputs[b] - inputs[a])
    .slice(0, INPUTS_SHOWN);
  return [
    `importance of the weights of ${nameOf(path)} by ${strategy}, on ${showCount(samples)} samples of ${nameOf(data)}${exponent === undefined ? "" : `, times 2^${exponent}`}\n\n`,
    table([
      ["layer", "weights", "free", "lowest", "median", "highest", "sum", scale],
      ...layers.map((layer, k) => [
        showLayer(k, network.layers[k]),
        showCount(layer.weights),
        showCount(layer.free),
        ...[layer.lowest, layer.median, layer.highest, layer.total].map(showNumber),
        bars(layer.histogram, most),
      ]),
    ]),
    "\n",
    table([
      ["input", "importance", "share"],
      ...largest.map((j) => [
        String(j),
        showNumber(inputs[j]),
        total === 0 ? "–" : showPercent(inputs[j] / total),
      ]),
    ]),
    inputs.length > INPUTS_SHOWN ? `and ${showCount(inputs.length - INPUTS_SHOWN)} more\n` : "",
  ].join("");
}

/** A histogram in one line, scaled by the largest count of all lines. */
const bars = (histogram: readonly number[], most: number): string =>
  histogram.map((count) => (count === 0 ? " " : BARS[Math.ceil((count / most) * BARS.length) - 1])).join("");

const BARS = "▁▂▃▄▅▆▇█";
