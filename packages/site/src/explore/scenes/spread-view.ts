import type { Edge } from "../compute/edge.ts";
import type { Factors, Spread } from "../compute/spread.ts";
import { drawArea, factorNames } from "../draw/areas.ts";
import { drawSpread } from "../draw/spread.ts";
import { drawChoice } from "../draw/stage.ts";
import { announced } from "../edges.ts";
import { show } from "../format.ts";
import type { Scene } from "../scene.ts";
import { inputNames } from "../shapes.ts";
import { chartWidth } from "../width.ts";
import type { SpreadState } from "./spread-state.ts";

/** What scene c shows. */
export interface SpreadShown {
  readonly own: Spread;
  readonly edge: Edge;
  /** The largest factors of any edge of the network: they fill their areas. */
  readonly most: Factors;
  /** The ends of the axis of the plot. */
  readonly range: readonly [number, number];
  /** The sample whose value the box holds. */
  readonly cursor: number;
}

/** The width of the plot of the samples in its own units. */
export const plotWidth = (): number => (chartWidth() < 600 ? 360 : 520);

/** Draws scene c: its controls, the network, the plot, the factors, the sentence, the table and the code. */
export function showSpread(scene: Scene<SpreadState>, shown: SpreadShown): void {
  const { own, edge, most, range, cursor } = shown;
  const { net } = scene.state;
  showControls(scene, shown);
  const about = announced(edge, own.weight, own.importance);
  const network = scene.part("network", HTMLElement);
  network.innerHTML = drawChoice(net, edge, false);
  network.setAttribute("aria-label", `Network. Chosen: ${about}`);
  scene.part("plot", HTMLElement).innerHTML = drawSpread({
    ...own,
    name:
      edge.layer === 0
        ? `input ${inputNames[net][edge.column]}`
        : `input from neuron ${edge.column + 1} of layer ${edge.layer}`,
    range,
    cursor: net === "eight" ? cursor : undefined,
    width: plotWidth(),
  });
  const factors = { ...own, weight: own.weight ** 2 };
  for (const factor of factorNames) {
    scene.part(`factor-${factor}`, HTMLElement).textContent = show(factors[factor]);
    scene.part(`area-${factor}`, HTMLElement).innerHTML = drawArea(factor, factors, most);
  }
  scene.say(sentence(own), about);
  scene.tabulate(
    ["sample", "x", "G"],
    [
      ...own.x.map((value, n): [string, number, number] => [String(n + 1), value, own.g[n]]),
      ["mean of x under G", own.mean, ""],
      ["variance of x under G", own.variance, ""],
      ["plain mean of x", own.plainMean, ""],
      ["W", own.weight, ""],
      ["E[G]", own.energy, ""],
      ["δ = W × mean", own.delta, ""],
      ["I = W² × E[G] × variance", own.importance, ""],
    ],
  );
  scene.fillCode({
    model: net,
    layer: String(edge.layer),
    row: String(edge.row),
    column: String(edge.column),
    "claim-0": `[${own.mean}, ${own.variance}]`,
  });
}

function showControls(scene: Scene<SpreadState>, { own, cursor }: SpreadShown): void {
  const { net, g, x } = scene.state;
  const isSmall = net === "eight";
  scene.part("net", HTMLSelectElement).value = net;
  scene.part("flat", HTMLInputElement).checked = g === "1";
  scene.part("constant", HTMLButtonElement).disabled = !isSmall;
  scene.part("restore", HTMLButtonElement).hidden = x === undefined;
  scene.part("one", HTMLElement).hidden = !isSmall;
  scene.part("sample", HTMLSelectElement).selectedIndex = cursor;
  const box = scene.part("value", HTMLInputElement);
  if (document.activeElement !== box) box.value = String(own.x[cursor] ?? "");
}

function sentence({ energy, variance, delta, importance, mean, plainMean }: Spread): string {
  if (energy === 0)
    return "No output depends on this neuron: every G is 0, and so is the importance. The bias gets the plain mean.";
  if (variance === 0)
    return `The input has one value wherever the outputs depend on the neuron. A bias change of ${show(delta)} replaces the weight exactly: the importance is 0.`;
  const apart = Math.abs(mean - plainMean) > 1e-9 ? `, while the plain mean is ${show(plainMean)}` : "";
  return `The bias gets W times the mean, δ = ${show(delta)}${apart}. What the bias cannot follow is the spread around it: I = ${show(importance)}.`;
}
