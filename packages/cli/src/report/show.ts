import type { Network } from "@espalier/prune";
import { nameOf } from "../files/paths.ts";
import { table } from "../show/table.ts";
import { showCount, showNumber, showPercent } from "../show/words.ts";
import { showLayer } from "../show/layer.ts";
import type { LayerReport, Report } from "./report.ts";

/** A report for a terminal. */
export function showReport(report: Report, network: Network, written: readonly string[]): string {
  const { weights, removed, predicted, measured, layers } = report;
  const row = ({ weights: all, kept, ...change }: LayerReport): string[] => [
    showCount(all),
    showCount(kept),
    showPercent(kept / all),
    ...(change.predicted === undefined ? [] : [showNumber(change.predicted)]),
    ...(change.measured === undefined ? [] : [showNumber(change.measured)]),
  ];
  const headings = [
    "layer",
    "weights",
    "kept",
    "",
    ...(predicted === undefined ? [] : ["predicted"]),
    ...(measured === undefined ? [] : ["measured"]),
  ];
  const total = {
    weights,
    kept: weights - removed,
    ...(measured === undefined ? {} : { measured: measured.relative }),
    ...(predicted === undefined ? {} : { predicted }),
  };
  return [
    `${showCount(removed)} of ${showCount(weights)} weights of ${nameOf(report.network)} removed, ${showPercent(removed / weights)}\n`,
    `by ${report.strategy}${inSteps(report.steps)}${compensated(report)}, on ${samplesOf(report)}\n\n`,
    table([
      headings,
      ...layers.map((layer, k) => [showLayer(k, network.layers[k]), ...row(layer)]),
      ["all", ...row(total)],
    ]),
    ...stageLines(report),
    measured === undefined
      ? ""
      : report.metric === "softmax"
        ? `\nchange of the probabilities: √(2 E[KL]) of the softmaxes\n`
        : `\nchange of the outputs, relative to them: √(E‖ΔNN‖² / E‖NN‖²)\n`,
    ...lossLines(report),
    `written: ${written.map((path) => (path === "-" ? "standard output" : path)).join(", ")}\n`,
  ].join("");
}

/** 1,000 samples of inputs.npy, or of the statistics that stand for them. */
export function samplesOf({ samples, scoredBy, data, statistics }: Report): string {
  if (statistics === undefined) return `${showCount(samples)} samples of ${nameOf(data ?? "")}`;
  const scored = `the statistics of ${showCount(scoredBy ?? samples)} samples, ${nameOf(statistics)}`;
  return data === undefined ? scored : `${scored}; measured on ${showCount(samples)} of ${nameOf(data)}`;
}

const inSteps = (steps: number): string => (steps === 1 ? "" : ` in ${steps} steps`);

const compensated = ({ compensation }: Report): string =>
  compensation === undefined ? "" : ` with compensation ${compensation}`;

/** The stages in a sentence, for a page. */
export const stageText = ({ stages = [] }: Report): string[] =>
  stages.length === 0
    ? []
    : [
        `In ${stages.length} stages; the mean divergence from the dense network after the last one is ${showNumber(stages[stages.length - 1].after)}.`,
      ];

/** A line for each stage: what was removed, and what the solver made of Q. */
export function stageLines({ stages = [], weights }: Pick<Report, "stages" | "weights">): string[] {
  if (stages.length === 0) return [];
  const rows = stages.map(({ removed, before, after, steps, tried, iterations, swapped }, at) => [
    `${at + 1}`,
    showPercent(removed / weights),
    showNumber(before),
    showNumber(after),
    `${steps} of ${tried}`,
    `${iterations}`,
    swapped === undefined ? "" : `${swapped} swapped`,
  ]);
  const headings = ["stage", "removed", "Q before", "after", "steps", "products", ""];
  return ["\n", table([headings, ...rows]), "Q is the mean divergence from the dense network on a batch\n"];
}

export function lossLines({ loss }: Pick<Report, "loss">): string[] {
  if (loss === undefined) return [];
  const { name, before, after } = loss;
  const accuracy =
    before.accuracy === undefined || after.accuracy === undefined
      ? ""
      : `, accuracy ${showPercent(before.accuracy)} before, ${showPercent(after.accuracy)} after`;
  return [`${name} ${showNumber(before.loss)} before, ${showNumber(after.loss)} after${accuracy}\n`];
}
