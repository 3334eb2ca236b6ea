import { nonzeroWeights, sizesOf } from "@espalier/prune";
import type { Dropped } from "./files.ts";
import { page } from "./page.ts";
import type { Outcome } from "./outcome.ts";
import { handOut } from "./hand-out.ts";

const percent = (fraction: number): string => `${(100 * fraction).toFixed(1)} %`;
const count = (value: number): string => value.toLocaleString("en");

/** Blobs that the page shows or hands out, until the next ones come. */
let urls: string[] = [];

function urlOf(content: BlobPart, type: string): string {
  const url = URL.createObjectURL(new Blob([content], { type }));
  urls.push(url);
  return url;
}

/** Shows what pruning did, and hands out the network. */
export async function showOutcome(dropped: Dropped, outcome: Outcome): Promise<void> {
  const { file, removed, weights, layers, predicted, measured, stages, picture } = outcome;
  const { name, bytes } = await handOut(dropped, file);
  urls.forEach((url) => URL.revokeObjectURL(url));
  urls = [];
  page.summary.textContent =
    `${count(removed)} of ${count(weights)} weights removed (${percent(removed / weights)}), ` +
    `and the outputs change by ${percent(measured)}`;

  const isPredicted = predicted !== undefined;
  const isMeasured = layers.some((layer) => layer.measured !== undefined);
  const cell = (isShown: boolean, value: number | undefined): string[] =>
    isShown ? [value === undefined ? "" : percent(value)] : [];
  const rows = layers.map((layer, k) => {
    const { shape } = dropped.file.network.layers[k].weight;
    return [
      `${shape[1]} → ${shape[0]}`,
      count(layer.weights),
      count(layer.kept),
      ...cell(isPredicted, layer.predicted),
      ...cell(isMeasured, layer.measured),
    ];
  });
  const total = [
    "all",
    count(weights),
    count(weights - removed),
    ...cell(isPredicted, predicted),
    ...cell(isMeasured, measured),
  ];
  page.layers.replaceChildren(
    row("th", [
      "layer",
      "weights",
      "kept",
      ...(isPredicted ? ["predicted"] : []),
      ...(isMeasured ? ["measured"] : []),
    ]),
    ...[...rows, total].map((cells) => row("td", cells)),
  );

  page.solved.hidden = stages.length === 0;
  page.stages.replaceChildren(
    row("th", ["stage", "removed", "before", "after", "products"]),
    ...stages.map((stage, at) =>
      row("td", [
        stage.swapped === undefined ? String(at + 1) : "swaps",
        count(stage.removed),
        stage.before.toPrecision(3),
        stage.after.toPrecision(3),
        count(stage.iterations),
      ]),
    ),
  );

  const link = document.createElement("a");
  link.download = name;
  link.href = urlOf(bytes, "application/octet-stream");
  link.textContent = `Save ${name}`;
  const about = document.createElement("span");
  about.className = "quiet";
  about.textContent = `${sizesOf(file.network).join("-")}, ${count(nonzeroWeights(file.network))} weights that are not zero`;
  page.downloads.replaceChildren(link, about);

  page.picture.src = urlOf(picture, "image/svg+xml");
  page.result.hidden = false;
}

function row(kind: "th" | "td", cells: readonly string[]): HTMLTableRowElement {
  const line = document.createElement("tr");
  for (const text of cells) {
    const cell = document.createElement(kind);
    cell.textContent = text;
    line.append(cell);
  }
  return line;
}
