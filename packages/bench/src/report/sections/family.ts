import { splitName } from "../../experiments/kinds/family-methods.ts";
import type { FamilyRow } from "../../experiments/kinds/family.ts";
import { table, text } from "@espalier/pages";
import type { Block, Slots, Table } from "@espalier/pages";
import { showNumber } from "@espalier/pages/numbers";
import { plural } from "../words.ts";
import type { Findings } from "../findings.ts";
import type { Measured } from "../measured.ts";

/** Whether some findings are about the family. */
export const hasFamily = ({ experiments }: Findings): boolean =>
  experiments.some(({ measurements }) => measurements.family.length > 0);

/** The slots of docs/family.md. */
export const familySlots = ({ experiments }: Findings): Slots => {
  const of = (name: string): Measured | undefined => experiments.find((each) => each.case === name);
  const both = [of("pde"), of("mnist")].filter((each) => each !== undefined);
  return {
    measured: [text(both.map(measuredText).join(" "))],
    neurons: [comparison(both, "neuron", 0.5, (name) => !name.includes(" + "))],
    crossed: both.map(crossedTable).filter((each) => each.rows.length > 0),
    choice: [text(choiceText(both))],
    stages: [stagesTable(both)],
    inputs: [comparison(both, "input", 0.5, () => true)],
    weights: [comparison(both, "weight", 0.9, () => true)],
  } satisfies Record<string, readonly Block[]>;
};

const baselineOf = ({
  measurements,
}: Measured): { readonly seeds: number; readonly loss: number; readonly accuracy: number | undefined } => {
  const rows = measurements.rows.filter(({ stage }) => stage === "baseline");
  return {
    seeds: rows.length,
    loss: meanOf(rows.map(({ testLoss }) => testLoss)),
    accuracy:
      rows[0]?.testAccuracy === undefined
        ? undefined
        : meanOf(rows.map(({ testAccuracy = 0 }) => testAccuracy)),
  };
};

function measuredText(measured: Measured): string {
  const { seeds, loss, accuracy } = baselineOf(measured);
  const before = accuracy === undefined ? showNumber(loss) : `${showNumber(loss)}, ${percent(accuracy)}`;
  return `${measured.label}: ${plural(seeds, "weight initialisation")}, test loss before pruning ${before}.`;
}

const percent = (fraction: number): string => `${(100 * fraction).toFixed(1)} %`;

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, each) => sum + each, 0) / values.length;

const rowsOf = (
  { measurements }: Measured,
  method: string,
  amount: number,
  stage: FamilyRow["stage"],
): readonly FamilyRow[] =>
  measurements.family.filter((row) => row.method === method && row.amount === amount && row.stage === stage);

/** The most seeds that a method was measured with. */
const seedsOf = (measured: Measured, methods: readonly string[], amount: number): number =>
  Math.max(0, ...methods.map((name) => rowsOf(measured, name, amount, "pruned").length));

/** The mean test loss, and the accuracy of classifiers; with the number of seeds if it is another than that of the table. */
function cell(rows: readonly FamilyRow[], seeds: number): string {
  if (rows.length === 0) return "–";
  const loss = showNumber(meanOf(rows.map(({ testLoss }) => testLoss)));
  const [{ testAccuracy: isClassifier }] = rows;
  const accuracy =
    isClassifier === undefined
      ? ""
      : `, ${percent(meanOf(rows.map(({ testAccuracy = 0 }) => testAccuracy)))}`;
  return `${loss}${accuracy}${rows.length === seeds ? "" : ` (${plural(rows.length, "seed")})`}`;
}

const methodsOf = (both: readonly Measured[]): string[] => [
  ...new Set(both.flatMap(({ measurements }) => measurements.family.map(({ method }) => method))),
];

/** Methods of one granularity, right after pruning and after fine-tuning, ordered by the first column. */
function comparison(
  both: readonly Measured[],
  granularity: string,
  amount: number,
  isShown: (method: string) => boolean,
): Table {
  const methods = methodsOf(both)
    .filter((name) => splitName(name)[0] === granularity && isShown(name))
    .toSorted((a, b) => lossOf(both[0], a, amount) - lossOf(both[0], b, amount));
  const seeds = both.map((measured) => seedsOf(measured, methods, amount));
  const head = both.flatMap(({ case: name }, at) =>
    ["right after", "fine-tuned"].map((stage) => `${name} (${plural(seeds[at], "seed")}), ${stage}`),
  );
  return table(
    "",
    ["method", ...head],
    methods.map((name) => [
      `\`${splitName(name)[1]}\``,
      ...both.flatMap((measured, at) =>
        (["pruned", "fine-tuned"] as const).map((stage) =>
          cell(rowsOf(measured, name, amount, stage), seeds[at]),
        ),
      ),
    ]),
  );
}

/** For the order; a method without a row comes last. */
const lossOf = (measured: Measured | undefined, method: string, amount: number): number => {
  const rows = measured === undefined ? [] : rowsOf(measured, method, amount, "pruned");
  return rows.length === 0 ? Infinity : meanOf(rows.map(({ testLoss }) => testLoss));
};

/** The compensations in the order of what they may move. */
const LADDER = ["none", "mean", "constant", "bias", "coupled", "merge", "affine"];

/** Rankings by compensations. */
function crossedTable(measured: Measured): Table {
  const names = methodsOf([measured]).filter((name) => name.includes(" + ") && !name.endsWith("+ network"));
  const split = names.map((name) => splitName(name)[1].split(" + "));
  const rankings = [...new Set(split.map(([ranking]) => ranking))];
  const compensations = LADDER.filter((rung) => split.some(([, compensation]) => compensation === rung));
  const seeds = seedsOf(measured, names, 0.5);
  return table(
    `${measured.label}: ${plural(seeds, "weight initialisation")}`,
    ["ranking", ...compensations],
    rankings.map((ranking) => [
      `\`${ranking}\``,
      ...compensations.map((compensation) =>
        cell(rowsOf(measured, `neuron: ${ranking} + ${compensation}`, 0.5, "pruned"), seeds),
      ),
    ]),
  );
}

/** What rankings with the affine compensation change on the training inputs: the default was chosen by such numbers. */
function choiceText(both: readonly Measured[]): string {
  const names = ["unit-affine", "layerwise-least-squares", "unit-greedy", "unit-constant", "corp"];
  const changes = [...names, "elimination-compensation + affine"].map((name) => {
    const numbers = both.map((measured) => {
      const rows = rowsOf(measured, `neuron: ${name}`, 0.5, "pruned");
      return rows.length === 0 ? "–" : showNumber(meanOf(rows.map(({ change = NaN }) => change)));
    });
    return `\`${name.replace(" + affine", "")}\` ${numbers.join(" and ")}`;
  });
  return `${changes.join(", ")} (${both.map(({ case: name }) => name).join(" and ")}).`;
}

/** Without labels, beside a dense network of the same sizes that is trained with labels. */
function stagesTable(both: readonly Measured[]): Table {
  const rows = both.flatMap((measured) =>
    methodsOf([measured])
      .filter((name) =>
        measured.measurements.family.some((row) => row.method === name && row.stage === "from-scratch"),
      )
      .flatMap((name) =>
        [0.5, 0.75].flatMap((amount) => {
          const [pruned, distilled, fromScratch] = (["pruned", "distilled", "from-scratch"] as const).map(
            (stage) => rowsOf(measured, name, amount, stage),
          );
          if (pruned.length === 0) return [];
          return [
            [
              measured.label,
              ...splitName(name)[1]
                .split(" + ")
                .map((each) => `\`${each}\``),
              percent(amount),
              pruned[0].sizes.join("-"),
              ...[pruned, distilled, fromScratch].map((found) => cell(found, baselineOf(measured).seeds)),
              [pruned, distilled].map((found) => aheadIn(found, fromScratch)).join(", "),
            ],
          ];
        }),
      ),
  );
  const head = [
    "network",
    "ranking",
    "compensation",
    "neurons gone",
    "left (seed 0)",
    "no labels",
    "and distilled, no labels",
    "from scratch, with labels",
    "seeds in which these two are ahead",
  ];
  return table("", head, rows, 5);
}

/** In how many seeds a network without labels has the lower test loss: `3 of 5`. */
function aheadIn(rows: readonly FamilyRow[], fromScratch: readonly FamilyRow[]): string {
  const rivals = new Map(fromScratch.map(({ seed, testLoss }) => [seed, testLoss]));
  const pairs = rows.flatMap(({ seed, testLoss }) => {
    const rival = rivals.get(seed);
    return rival === undefined ? [] : [testLoss < rival];
  });
  return pairs.length === 0 ? "–" : `${pairs.filter(Boolean).length} of ${pairs.length}`;
}
