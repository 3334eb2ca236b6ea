import type { LayerScores, Network } from "@espalier/prune";
import { showLayer } from "../show/layer.ts";
import { showCount, showNumber, showPercent } from "../show/words.ts";
import { byDecades, heatMap, kept, signed } from "./heat-map.ts";
import type { Drawn, Matrix } from "./heat-map.ts";
import { drawing, text } from "./svg.ts";

const SIDE = 300;
const MARGIN = 24;
const GAP = 32;

/** A column of heat maps, one for each layer. */
interface Column {
  readonly title: string;
  readonly draw: (k: number, x: number, y: number) => Drawn;
  readonly caption: (k: number) => string;
}

/** A network as heat maps: the weights of each layer, which of them are kept, and their importance if there are scores. */
export function drawMatrices(network: Network, scores?: readonly LayerScores[]): string {
  const { width, height, content } = matrices(network, scores, MARGIN);
  return drawing(width, height + MARGIN, "The weights of each layer", content);
}

/** The heat maps for a larger drawing, from `top` on. */
export function matrices(
  network: Network,
  scores: readonly LayerScores[] | undefined,
  top: number,
): { readonly width: number; readonly height: number; readonly content: string[] } {
  const columns = [weights(network), scores === undefined ? masks(network) : importances(network, scores)];
  const content: string[] = [];
  let y = top;
  for (const [k, layer] of network.layers.entries()) {
    content.push(text(MARGIN, y + 12, showLayer(k, layer)));
    let below = y;
    for (const [at, { title, draw, caption }] of columns.entries()) {
      const x = MARGIN + at * (SIDE + GAP);
      const { height, content: map } = draw(k, x, y + 42);
      content.push(
        text(x, y + 32, title, { class: "quiet" }),
        map,
        text(x, y + 42 + height + 17, caption(k), { class: "quiet" }),
      );
      below = Math.max(below, y + 42 + height + 24);
    }
    y = below + GAP;
  }
  return { width: 2 * MARGIN + 2 * SIDE + GAP, height: y - GAP, content };
}

const matrixOf = ({
  shape,
  data,
}: {
  readonly shape: readonly number[];
  readonly data: ArrayLike<number>;
}): Matrix => ({
  rows: shape[0],
  columns: shape[1],
  values: data,
});

function weights({ layers }: Network): Column {
  const largest = layers.map(({ weight: { data } }) => largestOf(data));
  return {
    title: "weights",
    draw: (k, x, y) => heatMap(matrixOf(layers[k].weight), signed(largest[k]), x, y, SIDE, k === 0),
    caption: (k) => `purple −${showNumber(largest[k])} to teal ${showNumber(largest[k])}`,
  };
}

function masks({ layers }: Network): Column {
  return {
    title: "kept",
    draw: (k, x, y) => heatMap(matrixOf(layers[k].weight), kept, x, y, SIDE, k === 0),
    caption: (k) => {
      const { data } = layers[k].weight;
      const count = Array.from(data).filter((w) => w !== 0).length;
      return `${showCount(count)} of ${showCount(data.length)} weights, ${showPercent(count / data.length)}`;
    },
  };
}

function importances({ layers }: Network, scores: readonly LayerScores[]): Column {
  const largest = Math.max(...scores.map(({ importance: { data } }) => largestOf(data)));
  return {
    title: "importance, on one scale for all layers",
    draw: (k, x, y) =>
      heatMap(
        matrixOf({ shape: layers[k].weight.shape, data: scores[k].importance.data }),
        byDecades(largest),
        x,
        y,
        SIDE,
        k === 0,
      ),
    caption: () => `blank ${showNumber(largest * 1e-6)} and less, full ${showNumber(largest)}`,
  };
}

/** The largest size of some numbers; a strategy may protect a weight by Infinity, which has no size. */
function largestOf(values: ArrayLike<number>): number {
  let most = 0;
  for (let at = 0; at < values.length; at++) {
    const size = Math.abs(values[at]);
    if (size > most && size < Infinity) most = size;
  }
  return most;
}
