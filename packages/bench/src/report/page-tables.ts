import { html } from "./html.ts";
import type { Html } from "./html.ts";
import { showCount, showSeconds } from "./numbers.ts";
import type { Experiment } from "./summary.ts";
import { timings } from "./timing.ts";
import { isPruning, weightCount } from "./words.ts";

export const timingTable = (experiment: Experiment): Html =>
  html`<div class="wide" tabindex="0">
    <table>
      <caption>
        Time for scores and removal, over all seeds and ratios. In brackets, to compare with: one network's
        training.
      </caption>
      <thead>
        <tr>
          <th scope="col">strategy</th>
          <th scope="col">mean</th>
          <th scope="col">shortest</th>
          <th scope="col">longest</th>
        </tr>
      </thead>
      <tbody>
        ${timings(experiment).map(
          ({ name, seconds: { mean, min, max } }) =>
            html`<tr>
              <th scope="row">${name}</th>
              ${[mean, min, max].map((value) => html`<td>${showSeconds(value)}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;

/** How many weights are left; strategies that keep the same numbers share a row. */
export function weightsTable(experiment: Experiment): Html {
  const { strategies, ratios, network, summary } = experiment;
  const kept = (strategy: string): string =>
    ratios
      .map((ratio) => summary("fine-tuned", strategy, ratio) ?? summary("pruned", strategy, ratio))
      .map((found) => (found ? showCount(found.weightsKept.mean) : "–"))
      .join(" ");
  const groups = [
    ...Map.groupBy(
      strategies,
      (strategy) => `${isPruning(strategy) ? "" : "dense "}${kept(strategy)}`,
    ).values(),
  ];
  return html`<div class="wide" tabindex="0">
    <table>
      <caption>
        Weights kept, of ${showCount(weightCount(network))}; biases are not counted.
      </caption>
      <thead>
        <tr>
          <th scope="col">pruning ratio</th>
          ${ratios.map((ratio) => html`<th scope="col">${ratio}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${groups.map((names) => {
          const cells = kept(names[0])
            .split(" ")
            .map((count) => html`<td>${count}</td>`);
          return html`<tr>
            <th scope="row">${names.join(", ")}</th>
            ${cells}
          </tr>`;
        })}
      </tbody>
    </table>
  </div>`;
}

/** Names and values, one a line. */
export const factTable = (caption: string, facts: readonly (readonly [string, string])[]): Html =>
  html`<div class="wide" tabindex="0">
    <table class="facts">
      <caption>
        ${caption}
      </caption>
      <tbody>
        ${facts.map(
          ([name, value]) =>
            html`<tr>
              <th scope="row">${name}</th>
              <td>${value}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
