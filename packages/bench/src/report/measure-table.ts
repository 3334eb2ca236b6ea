import type { Stage } from "../results.ts";
import { grid } from "./grid.ts";
import type { Cell } from "./grid.ts";
import { html } from "./html.ts";
import type { Html } from "./html.ts";
import { showSpread } from "./numbers.ts";
import type { Experiment, Measure } from "./summary.ts";
import { meanOf } from "./words.ts";

/** A table of strategies and ratios at one stage, its best marked, and below it who was best how often. */
export function measureTable(experiment: Experiment, stage: Stage, measure: Measure): Html {
  const { lines, unit } = grid(experiment, stage, measure);
  const { baseline, ratios } = experiment;
  const reference = baseline?.[measure];
  const what = measure === "testLoss" ? "test loss" : "test accuracy in percent";
  const units = unit === 1 || measure === "testAccuracy" ? "" : ` in units of ${unit.toExponential()}`;
  const { mean, sd } = reference ? showSpread(reference, unit) : { mean: "–", sd: "" };
  const stageName = stage === "pruned" ? "Right after pruning" : "After fine-tuning";
  return html`<div class="wide" tabindex="0">
      <table>
        <caption>
          ${stageName}: ${what}${units}, ${meanOf(experiment)}, the best of each column marked. Baseline:
          ${mean}${sd === "" ? "" : ` ± ${sd}`}.
        </caption>
        <thead>
          <tr>
            <th scope="col">pruning ratio</th>
            ${ratios.map((ratio) => html`<th scope="col">${ratio}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${lines.map(
            ({ strategy, cells }) =>
              html`<tr>
                <th scope="row">${strategy}</th>
                ${cells.map(cellOf)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    <p class="soft">${winners(lines, ratios.length, measure)}</p>`;
}

const cellOf = ({ mean, sd, best }: Cell): Html => {
  const deviation = sd === "" ? html`` : html` <span class="sd">± ${sd}</span>`;
  return best ? html`<td class="best">${mean} *${deviation}</td>` : html`<td>${mean}${deviation}</td>`;
};

/** `Lowest mean: elimination-compensation at 4 of 6 ratios, nonlinear at 2.` */
function winners(
  lines: readonly { readonly strategy: string; readonly cells: readonly Cell[] }[],
  ratios: number,
  measure: Measure,
): string {
  const counts = lines
    .map(({ strategy, cells }) => ({ strategy, wins: cells.filter(({ best }) => best).length }))
    .filter(({ wins }) => wins > 0)
    .toSorted((a, b) => b.wins - a.wins)
    .map(({ strategy, wins }, index) => `${strategy} at ${wins}${index === 0 ? ` of ${ratios} ratios` : ""}`);
  if (counts.length === 0) return "Nothing measured yet.";
  return `${measure === "testLoss" ? "Lowest" : "Highest"} mean: ${counts.join(", ")}.`;
}
