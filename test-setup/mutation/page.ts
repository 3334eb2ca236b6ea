import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { filled, table } from "../../packages/pages/src/index.ts";
import { hasLine, pathOf, summaryOf } from "./mutants.ts";
import type { FileCount, Mutant, Report } from "./mutants.ts";
import { isOf, parts } from "./parts.ts";
import { commandLine } from "../../scripts/command-line.ts";

// npm run mutate:page: writes docs/mutation.json and the table of docs/mutation.md from what `npm run mutate` has found out, and the reasons in
// reasons.json. A part that was not run here stays as docs/mutation.json has it, with the state it was run on.

/** The results of a part. */
interface PartResult {
  readonly name: string;
  /** The commit that it was run on. */
  readonly commit: string;
  readonly files: readonly FileCount[];
  readonly survivors: readonly Survivor[];
}

interface Survivor extends Mutant {
  /** Why no test can notice it; absent where a test is missing. */
  readonly reason?: string;
}

type Reasons = Readonly<
  Record<string, readonly { readonly line: string; readonly becomes: string; readonly reason: string }[]>
>;

commandLine({
  usage: "npm run mutate:page: writes docs/mutation.json and .md from what npm run mutate found",
});

const root = new URL("../../", import.meta.url);
const textOf = (path: string): string => readFileSync(new URL(path, root), "utf8");

const reasons: Reasons = JSON.parse(textOf("test-setup/mutation/reasons.json"));
const published: readonly PartResult[] = JSON.parse(textOf("docs/mutation.json"));

const results = parts.map(({ name, found, ...part }): PartResult => {
  const before = published.find((each) => each.name === name) ?? {
    name,
    commit: "",
    files: [],
    survivors: [],
  };
  // A run that was stopped leaves a report of some mutants, and no commit.
  if (!existsSync(new URL(`${found}.commit`, root)))
    return { ...before, survivors: before.survivors.map(withReason) };
  const report: Report = JSON.parse(textOf(found));
  // Stryker remembers files that a part no longer has.
  const files = Object.fromEntries(
    Object.entries(report.files).filter(([path]) => isOf({ name, found, ...part }, path)),
  );
  const { files: counts, survivors } = summaryOf({ files });
  const commit = textOf(`${found}.commit`).trim();
  return { name, commit, files: counts, survivors: survivors.map(withReason) };
});

function withReason({ file, line, becomes }: Mutant): Survivor {
  const reason = reasons[file]?.find((each) => each.line === line && each.becomes === becomes)?.reason;
  return reason === undefined ? { file, line, becomes } : { file, line, becomes, reason };
}

/** Whether the code of a mutant has changed since it was run. */
function isChanged(mutant: Mutant): boolean {
  const url = new URL(pathOf(mutant.file), root);
  return !existsSync(url) || !hasLine(readFileSync(url, "utf8"), mutant);
}

const rowsOf = (rows: readonly object[]): string =>
  rows.map((row) => `        ${JSON.stringify(row)}`).join(",\n");

/** A row a line, so that a change of one is a change of one line. */
const json = results
  .map(
    ({ name, commit, files, survivors }) => `    {
      "name": ${JSON.stringify(name)},
      "commit": ${JSON.stringify(commit)},
      "files": [\n${rowsOf(files)}\n      ],
      "survivors": [\n${rowsOf(survivors)}\n      ]
    }`,
  )
  .join(",\n");
writeFileSync(new URL("docs/mutation.json", root), `[\n${json}\n]\n`);

const total = (list: readonly FileCount[], what: "killed" | "survived" | "ignored"): number =>
  list.reduce((sum, file) => sum + file[what], 0);
const percent = (part: number, whole: number): string =>
  whole === 0 ? "–" : `${((100 * part) / whole).toFixed(1)} %`;

function rowOf({ name, commit, files, survivors }: PartResult): string[] {
  const killed = total(files, "killed");
  const tried = killed + total(files, "survived");
  const open = survivors.filter(({ reason }) => reason === undefined).length;
  const state = commit === "" ? "not run yet" : `\`${commit}\``;
  const changed = survivors.filter(isChanged).length;
  const counts = [tried, killed, percent(killed, tried), survivors.length - open, open, changed];
  return [name, state, ...counts.map(String)];
}

const head = [
  "part",
  "run on",
  "mutants",
  "killed",
  "score",
  "survive with a reason",
  "survive without one",
  "survivors whose line has changed since",
];
const page = new URL("docs/mutation.md", root);
writeFileSync(page, filled(textOf("docs/mutation.md"), { scores: [table("", head, results.map(rowOf), 2)] }));

const used = new Set(
  results.flatMap(({ survivors }) => survivors.map(({ line, becomes }) => `${line}→${becomes}`)),
);
for (const [file, list] of Object.entries(reasons))
  for (const { line, becomes } of list)
    if (!used.has(`${line}→${becomes}`))
      console.log(`no survivor for the reason: ${file}: ${line} → ${becomes}`);
