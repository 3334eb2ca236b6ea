import { join } from "node:path";
import { writeAtomically } from "../files.ts";
import { stringifyResults } from "../results.ts";
import type { Results } from "../results.ts";
import { figures } from "./figures.ts";
import { renderPage } from "./page.ts";

/**
 * Writes results.json, report.html and figures/*.svg, each at once or not at all. The numbers come first, so that a fault in
 * drawing them costs no measurement.
 *
 * @returns the paths, in that order
 * @throws FormatError when the results could not be read back, before anything is written
 */
export async function writeReport(folder: string, results: Results): Promise<string[]> {
  const json = join(folder, "results.json");
  await writeAtomically(json, stringifyResults(results));
  const drawn = await figures(results.rows, results.settings);
  const page = join(folder, "report.html");
  await writeAtomically(page, renderPage(results, drawn));
  const drawings = drawn.map(({ name, svg }) => ({ path: join(folder, "figures", `${name}.svg`), svg }));
  await Promise.all(drawings.map(({ path, svg }) => writeAtomically(path, svg)));
  return [json, page, ...drawings.map(({ path }) => path)];
}
