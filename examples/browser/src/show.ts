import { formatOf, networkFormats } from "@espalier/formats/files";
import { sizesOf } from "@espalier/prune";
import { drawScores, summaryOf } from "espalier/picture";
import type { Dropped } from "./files.ts";
import { page } from "./page.ts";
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
export function showOutcome(
  { name, format, file: before }: Dropped,
  { file, pruned, assessment, nonzero }: Outcome,
): void {
  urls.forEach((url) => URL.revokeObjectURL(url));
  urls = [];
  const { measured, layers } = assessment;
  const { removed, weights } = pruned;
  page.summary.textContent =
    `${count(removed)} of ${count(weights)} weights removed (${percent(removed / weights)}), ` +
    `and the outputs change by ${percent(measured.relative)}`;

  const rows = layers.map((layer, k) => {
    const { shape } = before.network.layers[k].weight;
    return [
      `${shape[1]} → ${shape[0]}`,
      count(layer.weights),
      count(layer.kept),
      layer.predicted === undefined ? "" : percent(layer.predicted),
      percent(layer.measured),
    ];
  });
  const total = [
    "all",
    count(weights),
    count(weights - removed),
    assessment.predicted === undefined ? "" : percent(assessment.predicted),
    percent(measured.relative),
  ];
  page.layers.replaceChildren(
    row("th", ["layer", "weights", "kept", "predicted", "measured"]),
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

  const at = name.lastIndexOf(".");
  // Some formats are only read: their networks are saved in another one.
  const ending = format.writtenAs ?? name.slice(at);
  const written = formatOf(ending, networkFormats);
  const link = document.createElement("a");
  link.download = `${name.slice(0, at)}.pruned${ending}`;
  link.href = urlOf(written.write(file), "application/octet-stream");
  link.textContent = `Save ${link.download}`;
  const about = document.createElement("span");
  about.className = "quiet";
  about.textContent = `${sizesOf(file.network).join("-")}, ${count(nonzero)} weights that are not zero`;
  page.downloads.replaceChildren(link, about);

  page.picture.src = urlOf(drawScores(before.network, summaryOf(pruned.scores)), "image/svg+xml");
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
