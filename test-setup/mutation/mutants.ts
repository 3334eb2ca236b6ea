/** The used part of a report, see https://github.com/stryker-mutator/mutation-testing-elements */
export interface Report {
  readonly files: Readonly<Record<string, { readonly source: string; readonly mutants: readonly Tried[] }>>;
}

interface Tried {
  readonly replacement?: string;
  readonly status: string;
  readonly location: { readonly start: Position; readonly end: Position };
}

interface Position {
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1; that of an end is the first column behind it. */
  readonly column: number;
}

/** A change that no test notices. */
export interface Mutant {
  /** Without `packages/` and `src/`. */
  readonly file: string;
  /** The line, or the lines put in one. */
  readonly line: string;
  /** What the mutant makes of it. */
  readonly becomes: string;
}

/** How a file did. */
export interface FileCount {
  readonly file: string;
  readonly killed: number;
  readonly survived: number;
  /** Not tried: run once when a module is loaded, never in a test. */
  readonly ignored: number;
}

/** A report in short: the counts of each file, and the survivors. */
export function summaryOf({ files }: Report): { readonly files: FileCount[]; readonly survivors: Mutant[] } {
  const paths = Object.keys(files).toSorted();
  return {
    files: paths.map((path) => {
      const count = (...states: readonly string[]): number =>
        files[path].mutants.filter(({ status }) => states.includes(status)).length;
      return {
        file: shortened(path),
        killed: count("Killed", "Timeout"),
        survived: count("Survived", "NoCoverage"),
        ignored: count("Ignored"),
      };
    }),
    survivors: paths.flatMap((path) =>
      files[path].mutants
        .filter(({ status }) => status === "Survived" || status === "NoCoverage")
        .toSorted(
          ({ location: { start: a } }, { location: { start: b } }) => a.line - b.line || a.column - b.column,
        )
        .map((mutant) => mutantOf(shortened(path), files[path].source, mutant)),
    ),
  };
}

const shortened = (path: string): string => path.replace("packages/", "").replace("/src/", "/");

function mutantOf(
  file: string,
  source: string,
  { location: { start, end }, replacement = "" }: Tried,
): Mutant {
  const lines = source.split("\n").slice(start.line - 1, end.line);
  const before = lines[0].slice(0, start.column - 1);
  const after = lines[lines.length - 1].slice(end.column - 1);
  return { file, line: inOne(lines.join("\n")), becomes: inOne(before + replacement + after) };
}

/** The path of a file in this repository. */
export const pathOf = (file: string): string => `packages/${file.replace("/", "/src/")}`;

/** Whether a source still has the line of a mutant. */
export const hasLine = (source: string, { line }: Pick<Mutant, "line">): boolean =>
  inOne(source).includes(line);

/** Code in one line, without the spaces that only lay it out. */
const inOne = (code: string): string => code.replaceAll(/\s+/g, " ").trim();
