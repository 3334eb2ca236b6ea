import type { Results } from "../results.ts";
import { environmentFacts, progressOf, runOf, settingFacts } from "./facts.ts";
import type { Figure } from "./figures.ts";
import { html, trusted } from "./html.ts";
import type { Html } from "./html.ts";
import { pageStyle } from "./page-style.ts";
import { measureTable } from "./measure-table.ts";
import { factTable, timingTable, weightsTable } from "./page-tables.ts";
import { experiments } from "./summary.ts";
import type { Experiment } from "./summary.ts";
import { definitions, titleOf } from "./words.ts";

/** The report as one file: no script, nothing loaded from anywhere. */
export function renderPage(results: Results, figures: readonly Figure[]): string {
  const { settings, environment, rows } = results;
  const all = experiments(rows, settings);
  const names = [...new Set(all.flatMap(({ strategies }) => strategies))];
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${titleOf(settings)}: elimination-compensation pruning, measured</title>
        <style>
          ${pageStyle}
        </style>
      </head>
      <body>
        <header>
          <h1>Elimination-compensation pruning, measured</h1>
          <p class="lead">${runOf(settings)}</p>
          <p class="soft">
            Espalier ${environment.version}, ${environment.date.slice(0, 10)}. The method is that of
            <a href="https://arxiv.org/abs/2602.20467">arXiv:2602.20467</a>. ${progressOf(rows, settings)}
          </p>
        </header>
        <main>
          <section>
            <h2>What is being compared</h2>
            <dl>
              ${names.map(
                (name) =>
                  html`<dt>${name}</dt>
                    <dd>${definitions[name] ?? "a strategy of the user's own."}</dd>`,
              )}
            </dl>
          </section>
          ${all.map((experiment) => section(experiment, figures))}
          <section>
            <h2>Settings</h2>
            ${factTable("What was asked for.", settingFacts(settings))}
          </section>
          ${settings.notes.length === 0 ? html`` : notes(settings.notes)}
          <section>
            <h2>Environment</h2>
            ${factTable("Where it ran.", environmentFacts(environment))}
          </section>
        </main>
      </body>
    </html> `;
  return page.markup;
}

function section(experiment: Experiment, figures: readonly Figure[]): Html {
  const accurate = experiment.rows.some(({ testAccuracy }) => testAccuracy !== undefined);
  const own = figures.filter((figure) => figure.experiment === experiment.name);
  const drawing = (start: string): readonly Html[] =>
    own.filter(({ name }) => name.startsWith(start)).map(figureOf);
  return html`<section>
    <h2>${titleOf(experiment)}</h2>
    <h3>Test loss</h3>
    ${drawing("loss")} ${measureTable(experiment, "pruned", "testLoss")}
    ${measureTable(experiment, "fine-tuned", "testLoss")} ${accurate ? html`<h3>Test accuracy</h3>` : html``}
    ${drawing("accuracy")}
    ${accurate ? [measureTable(experiment, "pruned", "testAccuracy"), measureTable(experiment, "fine-tuned", "testAccuracy")] : html``}
    <h3>Time</h3>
    ${drawing("seconds")} ${timingTable(experiment)}
    <h3>Size</h3>
    ${weightsTable(experiment)}
  </section>`;
}

const figureOf = ({ name, svg, caption }: Figure): Html => {
  const drawing = name.startsWith("seconds") ? svg.replace("<svg ", '<svg class="small" ') : svg;
  return html`<figure>
    <div class="wide" tabindex="0">${trusted(drawing)}</div>
    <figcaption>${caption}</figcaption>
  </figure>`;
};

const notes = (sentences: readonly string[]): Html =>
  html`<section>
    <h2>Our choices</h2>
    <p>Where the paper is silent:</p>
    <ul>
      ${sentences.map((sentence) => html`<li>${sentence}</li>`)}
    </ul>
  </section>`;
