import { createHash } from "node:crypto";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { Solution } from "@espalier/data/diffusion-sorption";
import { readPdebench } from "@espalier/data/pdebench";
import { ValueError } from "@espalier/tensor";

/** The samples of the experiment, of the 10,000 in PDEBench's file. */
const SAMPLES = 100;

/** For people who may not know where the numbers come from. */
export const pdebenchNotice =
  "u is read from PDEBench's file, and has the error of its integrator: docs/pdebench.md.\n";

/** The file as PDEBench publishes it. */
const PUBLISHED = "1D_diff-sorp_NA_NA.h5";

/** PDEBench's file: the path itself where it is a file, the published name where it is a folder that has it. */
async function fileAt(path: string): Promise<string | undefined> {
  if (await isFile(path)) return path;
  const published = join(path, PUBLISHED);
  return (await isFile(published)) ? published : undefined;
}

export const isFile = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isFile(),
    () => false,
  );

/** What a recipe says of the solution in PDEBench's file; nothing where there is no such file. */
export async function pdebenchField(
  path: string,
  samples = SAMPLES,
): Promise<{ readonly pdebench?: string }> {
  const file = await fileAt(path);
  return file === undefined ? {} : { pdebench: digestOf(await readPdebench(file, samples)) };
}

/**
 * The solution in PDEBench's file.
 *
 * @throws ValueError when it is not the one of the recipe
 */
export async function solutionOf(path: string, digest: string, samples = SAMPLES): Promise<Solution> {
  const file = (await fileAt(path)) ?? join(path, PUBLISHED);
  const solution = await readPdebench(file, samples);
  if (digestOf(solution) !== digest) throw new ValueError(file, "the numbers of the recipe", "others");
  return solution;
}

const digestOf = ({ u, times, positions }: Solution): string =>
  createHash("sha256")
    .update(Float64Array.from([...times, ...positions]))
    .update(u.data)
    .digest("hex");
