import { readFileSync, writeFileSync } from "node:fs";
import { isOf, parts } from "./parts.ts";
import { reasonFor } from "./reasons.ts";

// Writes docs/mutation.md from what Stryker has found out so far: `npm run mutate`, and then `npm run mutate:page`.

/** What is used of a report, see https://github.com/stryker-mutator/mutation-testing-elements */
interface Report {
  readonly files: Readonly<
    Record<string, { readonly source: string; readonly mutants: readonly MutantResult[] }>
  >;
}

interface MutantResult {
  readonly mutatorName: string;
  readonly replacement?: string;
  readonly status: string;
  readonly location: { readonly start: Position; readonly end: Position };
}

interface Position {
  readonly line: number;
  readonly column: number;
}

interface Survivor {
  readonly place: string;
  readonly change: string;
  readonly reason: string | undefined;
}

const root = new URL("../../", import.meta.url);

// Stryker remembers files that a part no longer has.
const found = parts.flatMap((part) => {
  const report: Report = JSON.parse(readFileSync(new URL(part.found, root), "utf8"));
  return Object.entries(report.files).filter(([path]) => isOf(part, path));
});

const files = found
  .map(([path, { source, mutants }]) => {
    const count = (...states: readonly string[]): number =>
      mutants.filter(({ status }) => states.includes(status)).length;
    const survivors = mutants
      .filter(({ status }) => status === "Survived" || status === "NoCoverage")
      .map((mutant): Survivor => survivorOf(path, source, mutant));
    return { path, killed: count("Killed", "Timeout"), ignored: count("Ignored"), survivors };
  })
  .toSorted((a, b) => (a.path < b.path ? -1 : 1));

function survivorOf(path: string, source: string, { location, replacement = "" }: MutantResult): Survivor {
  const { start, end } = location;
  const lines = source.split("\n").slice(start.line - 1, end.line);
  const last = lines.length - 1;
  lines[last] = lines[last].slice(0, end.column - 1);
  lines[0] = lines[0].slice(start.column - 1);
  const original = squeezed(lines.join(" "));
  const changed = squeezed(replacement);
  return {
    place: `${path.replace("packages/", "").replace("/src/", "/")}:${start.line}`,
    change: `${original} → ${changed}`,
    reason: reasonFor(path, original, changed),
  };
}

function squeezed(code: string): string {
  const line = code.replaceAll(/\s+/g, " ").trim();
  return line.length > 70 ? `${line.slice(0, 69)}…` : line;
}

const percent = (killed: number, survived: number): string =>
  killed + survived === 0 ? "–" : `${((100 * killed) / (killed + survived)).toFixed(1)} %`;
const quoted = (code: string): string => `\`${code.replaceAll("|", "\\|").replaceAll("`", "ˋ")}\``;

const killed = files.reduce((sum, file) => sum + file.killed, 0);
const survivors = files.flatMap((file) => file.survivors);
const ignored = files.reduce((sum, file) => sum + file.ignored, 0);
const unexplained = survivors.filter(({ reason }) => reason === undefined).length;

writeFileSync(
  new URL("docs/mutation.md", root),
  `# What no test notices

\`npm run mutate\` makes one small change of the mathematics after the other, and runs the tests beside it on each. A change that some test
notices is killed. Laws are tried with ten draws each, a tenth of what \`npm test\` does. This page is written from its findings by \`npm run mutate:page\`; the reasons stand in
\`test-setup/mutation/reasons.ts\`.

**${killed} of ${killed + survivors.length} changes are noticed, ${percent(killed, survivors.length)}.** Of the ${survivors.length} others, ${survivors.length - unexplained} have a
reason below, and ${unexplained} have none: they ask for a test. ${ignored} more are not tried: they change what is computed once, when a
module is loaded, and never in a test. What a run that was stopped has not come to is not counted at all; the next one goes on there.

| file | killed | survived | score |
| --- | ---: | ---: | ---: |
${files
  .map(
    ({ path, killed: k, survivors: { length } }) => `| ${path} | ${k} | ${length} | ${percent(k, length)} |`,
  )
  .join("\n")}

## Survivors

| place | change | reason |
| --- | --- | --- |
${survivors.map(({ place, change, reason = "**none yet**" }) => `| ${place} | ${quoted(change)} | ${reason} |`).join("\n")}
`,
);
console.log(`${killed} of ${killed + survivors.length} killed, ${unexplained} survivors without a reason`);
