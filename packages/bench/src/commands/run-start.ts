import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { ValueError } from "@espalier/tensor";
import type { Experiment } from "../experiments/experiment.ts";
import type { Outcome } from "../experiments/kinds/kind.ts";
import { parseMeasurements } from "../experiments/results.ts";
import { run } from "../experiments/run.ts";
import type { RunOptions } from "../experiments/run.ts";
import { readIfThere, writeAtomically } from "espalier/files";
import { figuresOf, toHtml } from "@espalier/pages";
import { renderFigures } from "@espalier/pages/figures";
import { findingsOf } from "../report/findings.ts";
import { measuredOf } from "../report/measured.ts";
import { startReport } from "../report/start-report.ts";
import { renderTable } from "../report/table.ts";
import type { Terminal } from "../terminal/terminal.ts";

export interface StartRunOptions extends Pick<
  RunOptions,
  "workers" | "pool" | "load" | "folder" | "fresh" | "modules" | "signal" | "progress"
> {
  readonly experiment: Experiment;
  /** For the table. */
  readonly output: Terminal;
}

/**
 * The run of `npm start`: one experiment, then the table and the report of everything that is measured, also when it is stopped.
 *
 * @returns whether it came to its end
 */
export async function runStart({ experiment, output, ...options }: StartRunOptions): Promise<boolean> {
  const { folder, fresh, progress } = options;
  const results = join(folder, "results.json");
  const earlier = await readIfThere(results);
  if (earlier !== undefined && !fresh) {
    if (!isDeepStrictEqual(parseMeasurements(earlier, results).experiment, experiment))
      throw new ValueError("--out", "a folder without results of other settings, or --fresh", folder);
    progress.write(`${folder} has results of these settings already; --fresh starts over.\n`);
  }
  const { isComplete, measurements, costs } = await run({
    ...options,
    part: { name: "start", experiments: [experiment] },
    scoreAlone: () => Promise.reject(new Error("npm start scores nothing in a process of its own")),
    pathOf: (name) => (name === "costs" ? join(folder, "costs.json") : results),
    onMeasured: (outcome, log) => sentencesOf(outcome).forEach(log),
  });
  const findings = findingsOf(measurements, undefined);
  const document = startReport(findings, costs);
  if (document === undefined) {
    progress.write("Stopped before anything was measured.\n");
    return isComplete;
  }
  const figures = await renderFigures(figuresOf(document.sections.flatMap(({ blocks }) => blocks)));
  const report = join(folder, "report.html");
  const colour = output.hasColors?.() ?? false;
  const table = renderTable(measuredOf(measurements[0]), { colour, width: output.columns ?? 100 });
  output.write(`\n${table}\n`);
  await writeAtomically(report, toHtml(document, figures));
  for (const [name, svg] of figures) await writeAtomically(join(folder, "figures", `${name}.svg`), svg);
  output.write(`results  ${results}\nreport   ${report}\n`);
  return isComplete;
}

/** `seed 0 nonlinear ρ = 0.8 fine-tuned: test loss 1.23e-5`. */
const sentencesOf = ({ entries }: Pick<Outcome, "entries">): string[] =>
  entries.flatMap((entry) => {
    if (entry.list !== "rows") return [];
    const { seed, strategy, ratio, stage, testLoss, testAccuracy } = entry.row;
    const what = stage === "baseline" ? "baseline" : `${strategy} ρ = ${ratio} ${stage}`;
    const accuracy = testAccuracy === undefined ? "" : `, accuracy ${(100 * testAccuracy).toFixed(2)} %`;
    return [`seed ${seed} ${what}: test loss ${testLoss.toPrecision(3)}${accuracy}`];
  });
