import { ratioOf } from "../../packages/check/src/index.ts";
import type { Report } from "../../packages/check/src/index.ts";

const VERDICTS = ["right", "wrong", "throws", "not checked enough"] as const;

export interface Row {
  readonly name: string;
  readonly verdict: (typeof VERDICTS)[number];
  /** How many numbers were compared. */
  readonly compared: number;
  readonly refutedBy: readonly string[];
  /** One number: what came, and what was due. Of the value, where that is wrong already: its slope then says little. */
  readonly example?: string;
  /** The error nearest to its bound, as a part of it. */
  readonly worst: number;
}

export interface Results {
  readonly library: string;
  readonly version: string;
  readonly rows: readonly Row[];
}

export function rowOf({ name, passed, oracles, failures, complaints }: Report): Row {
  const failure = failures.find(({ mode }) => mode === "f") ?? failures.at(0);
  const compared = oracles.flatMap(({ comparisons }) => Object.values(comparisons));
  return {
    name,
    verdict: passed ? "right" : failure?.thrown ? "throws" : failure ? "wrong" : "not checked enough",
    compared: compared.reduce((sum, count) => sum + count, 0),
    refutedBy: [...new Set(failures.map(({ oracle }) => oracle))],
    ...(failure && { example: exampleOf(failure) }),
    ...(complaints.length > 0 && failures.length === 0 && { example: complaints.join("; ") }),
    worst: Math.max(...oracles.flatMap(({ worst }) => (worst ? [ratioOf(worst)] : []))),
  };
}

function exampleOf({ mode, at, received, expected, thrown }: Report["failures"][number]): string {
  return thrown ?? `${mode === "f" ? `y${at}` : at}: ${received}, not ${expected}`;
}

export const tableOf = ({
  library,
  version,
  rows,
}: Results): string => `# The derivatives of ${library} ${version}

Written by \`npm run example:foreign\`; [README.md](README.md) says what the findings mean.

${rows.length} functions; ${VERDICTS.map((verdict) => `${verdict}: ${countOf(rows, verdict)}`).join(", ")}.

An example of \`y[0]\` is a number of the value, one of \`∂y[0] / ∂x[0]\` or \`⟨u0, J v0⟩\` a number of the derivative: what the library gives, and
what is due. Without a formula, which only a few rows have, due is the slope of the value as the library computes it, right or wrong.

| function | derivative | numbers compared | worst error / bound | refuted by | for example |
| --- | --- | ---: | ---: | --- | --- |
${rows.map((row) => `| ${cells(row).join(" | ")} |`).join("\n")}
`;

const countOf = (rows: readonly Row[], wanted: Row["verdict"]): number =>
  rows.filter(({ verdict }) => verdict === wanted).length;

const cells = ({ name, verdict, compared, worst, refutedBy, example = "" }: Row): string[] => [
  `\`${name}\``,
  verdict === "right" ? "right" : `**${verdict}**`,
  String(compared),
  Number.isFinite(worst) ? worst.toPrecision(2) : "–",
  refutedBy.join(", "),
  example,
];
