import { heading, table, text } from "@espalier/pages";
import type { Block, Table } from "@espalier/pages";
import { showCount, showNumber, showSpread, unitOf } from "@espalier/pages/numbers";
import { meanOf, spreadOf } from "@espalier/pages/statistics";
import type { BySeed } from "@espalier/pages/statistics";
import type { Findings } from "../findings.ts";
import { plural } from "../words.ts";
import { cellsFor, isOfGrid } from "./cells.ts";
import type { Cells } from "./cells.ts";

/** A heading and a table for each network. */
export const networkTables = (all: readonly Cells[]): Block[] =>
  all.flatMap((cells) => [heading(cells.measured.title), networkTable(cells)]);

/** Losses by ratio, accuracies of a classifier, and what they cost. */
function networkTable(cells: Cells): Table {
  const { names, ratios, losses, accuracies, passes, seconds, before } = cells;
  const unit = unitOf(names.flatMap((name) => ratios.map((ratio) => meanOf(losses(name, ratio)))));
  const units = unit === 1 ? "" : ` in units of ${unit.toExponential()}`;
  const accurate = before("testAccuracy");
  const also = accurate.size === 0 ? "" : `, ${percent(accurate)}`;
  const what = accurate.size === 0 ? "Test loss" : "Test loss and accuracy";
  return table(
    `${what}${units}; before pruning ${spread(before(), unit)}${also}.`,
    ["ρ", ...ratios.map(String), "passes", "seconds"],
    names.map((name) => [
      labelOf(name, ratios, cells),
      ...ratios.map((ratio) => {
        const own = losses(name, ratio);
        if (own.size === 0) return "–";
        return spread(own, unit) + (accurate.size === 0 ? "" : `, ${percent(accuracies(name, ratio))}`);
      }),
      range(ratios.flatMap((ratio) => meanIfAny(passes(name, ratio)))),
      range(
        ratios.flatMap((ratio) => seconds(name, ratio) ?? []),
        1,
      ),
    ]),
  );
}

/** The name of a row, which says so where it has fewer seeds than the others. */
function labelOf(name: string, ratios: readonly number[], { losses, before }: Cells, label = name): string {
  const seeds = Math.max(...ratios.map((ratio) => losses(name, ratio).size));
  return seeds < before().size ? `${label} (${plural(seeds, "seed")})` : label;
}

const meanIfAny = (values: BySeed): number[] => (values.size === 0 ? [] : [meanOf(values)]);

/** `43–66`, or a single number. */
function range(values: readonly number[], decimals = 0): string {
  if (values.length === 0) return "–";
  const ends = [Math.min(...values), Math.max(...values)].map((value) => showNumber(value, decimals));
  return ends[0] === ends[1] ? ends[0] : ends.join("–");
}

function spread(values: BySeed, unit: number): string {
  const { mean, sd } = showSpread(spreadOf([...values.values()]), unit);
  return sd === "" ? mean : `${mean} ± ${sd}`;
}

const percent = (values: BySeed): string => `${(100 * meanOf(values)).toFixed(1)} %`;

/** Rungs by stages in each metric, of the networks on which they were measured. */
export function gridTables(all: readonly Cells[]): Block[] {
  const blocks = all.flatMap((cells) => {
    const methods = gridMethods(cells);
    return methods.length === 0 ? [] : [gridTable(cells, methods)];
  });
  return blocks.length === 0 ? [text("Not measured yet.")] : blocks;
}

/** The methods of which every ratio is there. */
const gridMethods = ({ measured, losses }: Cells) =>
  (measured.measurements.experiment.studies.ladder?.methods ?? []).filter(
    ({ name, ratios }) => isOfGrid(name) && ratios.every((ratio) => losses(name, ratio).size > 0),
  );

/** A row for each rung and metric, whose cells have the numbers of stages beside each other. */
function gridTable(cells: Cells, methods: ReturnType<typeof gridMethods>): Table {
  const { measured, losses, passes } = cells;
  const { ratios, samples } = methods[0];
  const lossOf = (name: string, ratio: number): number => meanOf(losses(name, ratio));
  const unit = unitOf(methods.flatMap(({ name }) => ratios.map((ratio) => lossOf(name, ratio))));
  const units = unit === 1 ? "" : ` in units of ${unit.toExponential()}`;
  const stages = [...new Set(methods.map(({ steps }) => steps))];
  const rungs = Map.groupBy(methods, ({ compensation, metric }) => `${compensation}, ${metric}`);
  const passesOf = (name: string): string => range(ratios.map((ratio) => meanOf(passes(name, ratio))));
  const by = samples === undefined ? "" : ` by ${showCount(samples)} training samples`;
  return table(
    `${measured.title}${by}: mean test loss${units}, in ${stages.join(" / ")} stages.`,
    ["ρ", ...ratios.map(String), "passes"],
    [...rungs].map(([rung, own]) => {
      const inStages = (show: (name: string) => string): string =>
        stages
          .map((count) => own.find(({ steps }) => steps === count))
          .map((method) => (method === undefined ? "–" : show(method.name)))
          .join("\u00a0/\u00a0");
      return [
        labelOf(own[0].name, ratios, cells, rung),
        ...ratios.map((ratio) => inStages((name) => showNumber(lossOf(name, ratio) / unit))),
        inStages(passesOf),
      ];
    }),
  );
}

/** LeNet-300-100: one weight initialisation, at one ratio. */
export function singleTables({ experiments, costs }: Findings): Block[] {
  const single = experiments.filter(({ measurements }) => measurements.experiment.seeds === 1);
  const blocks = single.map((measured) => networkTable(cellsFor(measured, costs, 1)));
  return blocks.length === 0 ? [text("Not measured yet.")] : blocks;
}
