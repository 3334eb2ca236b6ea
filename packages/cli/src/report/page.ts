import { forward } from "@espalier/prune";
import type { Network } from "@espalier/prune";
import type { Tensor } from "@espalier/tensor";
import { drawChanges } from "../picture/changes.ts";
import { drawBeforeAfter } from "../picture/before-after.ts";
import { escape, page, titleOf } from "../picture/page.ts";
import { showLayer } from "../show/layer.ts";
import { showCount, showNumber, showPercent } from "../show/words.ts";
import type { Report } from "./report.ts";
import { samplesOf, stageText } from "./show.ts";

/** What the page of a report draws. */
export interface Pruning {
  readonly before: Network;
  readonly after: Network;
  /** The inputs that the change was measured on, if there are any. */
  readonly inputs?: Tensor | undefined;
}

/** The report of `prune` as a page that needs no other file. */
export function reportPage(report: Report, { before, after, inputs }: Pruning): string {
  const { weights, removed, measured } = report;
  const title = `${titleOf(report.network)}, pruned`;
  const change =
    measured === undefined
      ? ""
      : ` The ${report.metric === "softmax" ? "probabilities" : "outputs"} change by ${showPercent(measured.relative)}.`;
  const outputs =
    inputs === undefined
      ? []
      : ["<h2>Outputs before and after</h2>", drawChanges(forward(before, inputs), forward(after, inputs))];
  return page(title, [
    `<h1>${escape(title)}</h1>`,
    `<p class="lead">${showCount(removed)} of ${showCount(weights)} weights are removed, ${showPercent(removed / weights)}.${change}</p>`,
    `<p class="quiet">Ranked by ${escape(report.strategy)}, on ${escape(samplesOf(report))}${report.compensation === undefined ? "" : `; compensation ${report.compensation}`}${report.steps === 1 ? "" : `; in ${report.steps} steps`}.</p>`,
    table(report, before),
    ...stageText(report).map((line) => `<p class="quiet">${escape(line)}</p>`),
    ...outputs,
    "<h2>Layer by layer</h2>",
    drawBeforeAfter(before, after),
  ]);
}

const shown = (value: number | undefined): string => (value === undefined ? "" : showNumber(value));

function table(
  { weights, removed, predicted, measured, metric, layers, loss }: Report,
  network: Network,
): string {
  const cells = (kind: "th" | "td", row: readonly string[]): string =>
    `<tr>${row.map((cell) => `<${kind}>${escape(cell)}</${kind}>`).join("")}</tr>`;
  const isPredicted = predicted !== undefined;
  const isMeasured = measured !== undefined;
  const changes = (expected: number | undefined, found: number | undefined): string[] => [
    ...(isPredicted ? [shown(expected)] : []),
    ...(isMeasured ? [shown(found)] : []),
  ];
  const rows = layers.map((layer, k) => [
    showLayer(k, network.layers[k]),
    showCount(layer.weights),
    showCount(layer.kept),
    showPercent(layer.kept / layer.weights),
    ...changes(layer.predicted, layer.measured),
  ]);
  const all = [
    "all",
    showCount(weights),
    showCount(weights - removed),
    showPercent((weights - removed) / weights),
    ...changes(predicted, measured?.relative),
  ];
  const headings = [
    "layer",
    "weights",
    "kept",
    "",
    ...(isPredicted ? ["predicted"] : []),
    ...(isMeasured ? ["measured"] : []),
  ];
  const note = isMeasured
    ? `<p class="quiet">${isPredicted ? "Predicted and measured" : "Measured"}: ${metric === "softmax" ? "the change of the probabilities, √(2 E[KL]) of the softmaxes" : "the change of the outputs, relative to them, √(E‖ΔNN‖² / E‖NN‖²)"}.</p>`
    : "";
  const losses =
    loss === undefined
      ? ""
      : `<p>${loss.name}: ${showNumber(loss.before.loss)} before, ${showNumber(loss.after.loss)} after.</p>`;
  return `<div class="scroll"><table>${cells("th", headings)}${[...rows, all].map((row) => cells("td", row)).join("")}</table></div>${note}${losses}`;
}
