import { sizesOf } from "@espalier/prune";
import type { Dropped } from "./files.ts";
import { page } from "./page.ts";
import { handOut } from "./prune.ts";
import type { Outcome } from "./prune.ts";

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
  const { name, bytes, picture } = await handOut(dropped, outcome);
  const { pruned, assessment } = outcome;
  urls.forEach((url) => URL.revokeObjectURL(url));
  urls = [];
  const { measured, layers } = assessment;
  const { removed, weights } = pruned;
  page.summary.textContent =
    `${count(removed)} of ${count(weights)} weights removed (${percent(removed / weights)}), ` +
    `and the outputs change by ${percent(measured.relative)}`;

  const isPredicted = assessment.predicted !== undefined;
  const predictedCell = (value: number | undefined): string[] =>
    isPredicted ? [value === undefined ? "" : percent(value)] : [];
  const rows = layers.map((layer, k) => {
    const { shape } = dropped.file.network.layers[k].weight;
    return [
      `${shape[1]} → ${shape[0]}`,
      count(layer.weights),
      count(layer.kept),
      ...predictedCell(layer.predicted),
      percent(layer.measured),
    ];
  });
  const total = [
    "all",
    count(weights),
    count(weights - removed),
    ...predictedCell(assessment.predicted),
    percent(measured.relative),
  ];
  page.layers.replaceChildren(
    row("th", ["layer", "weights", "kept", ...(isPredicted ? ["predicted"] : []), "measured"]),
    ...[...rows, total].map((cells) => row("td", cells)),
  );

  const { stages = [] } = pruned;
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
  about.textContent = `${sizesOf(outcome.file.network).join("-")}, ${count(outcome.nonzero)} weights that are not zero`;
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
