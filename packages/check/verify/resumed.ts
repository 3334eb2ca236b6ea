import { createHash } from "node:crypto";
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, truncateSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { inWorkers } from "./pool.ts";

/** What the results depend on: the kit, what it looks at, and this program. */
const SOURCES = ["check/src", "check/verify", "autodiff/src", "tensor/src"];
const packages = fileURLToPath(new URL("../../", import.meta.url));

/** A name for the sources as they are: results of others are not taken over. */
function sourcesNow(): string {
  const hash = createHash("sha256");
  for (const folder of SOURCES)
    for (const name of readdirSync(join(packages, folder), { recursive: true, encoding: "utf8" }).toSorted())
      if (name.endsWith(".ts"))
        hash.update(`${folder}/${name}\n`).update(readFileSync(join(packages, folder, name)));
  return hash.digest("hex").slice(0, 16);
}

interface Line {
  readonly sources: string;
  readonly task: object;
  readonly result: unknown;
}

/** The lines of a journal. A last one that was cut is cut off, so that the next one begins on a line of its own. */
function linesOf(path: string): Line[] {
  if (!existsSync(path)) return [];
  const text = readFileSync(path, "utf8");
  const whole = text.slice(0, text.lastIndexOf("\n") + 1);
  if (whole.length < text.length) truncateSync(path, Buffer.byteLength(whole));
  return whole
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Line); // lines that this program wrote
}

/**
 * The results of tasks, in their order. Each is written to a journal when it is there, so that a run that is stopped goes on where it was, as long as
 * the sources are the same.
 *
 * @param onDone called with the number of results that are there
 */
export async function resumed<Result>(
  script: URL,
  tasks: readonly object[],
  journal: string,
  onDone: (done: number) => void,
): Promise<Result[]> {
  const sources = sourcesNow();
  const known = new Map(
    linesOf(journal).flatMap((line) =>
      line.sources === sources ? [[JSON.stringify(line.task), line.result as Result]] : [],
    ),
  );
  const left = tasks.filter((task) => !known.has(JSON.stringify(task)));
  const before = tasks.length - left.length;
  if (before > 0) onDone(before);
  mkdirSync(dirname(journal), { recursive: true });
  const results = await inWorkers<Result>(script, left, (done, at, result) => {
    const line: Line = { sources, task: left[at], result };
    appendFileSync(journal, `${JSON.stringify(line)}\n`);
    onDone(before + done);
  });
  for (const [at, task] of left.entries()) known.set(JSON.stringify(task), results[at]);
  return tasks.map((task) => known.get(JSON.stringify(task)) as Result); // known now
}
