import { ratioOf } from "../../packages/autodiff/src/check/index.ts";
import type { Report } from "../../packages/autodiff/src/check/index.ts";

export interface Row {
  readonly name: string;
  readonly verdict: "right" | "wrong" | "throws" | "not checked enough";
  /** How many numbers were compared. */
  readonly compared: number;
  readonly refutedBy: readonly string[];
  /** Of the oracle of differences: what came, and what was due. */
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
  const [failure] = failures.toSorted((a, b) => sizeOf(a.inputs) - sizeOf(b.inputs));
  const compared = oracles.flatMap(({ comparisons }) => Object.values(comparisons));
  return {
    name,
    verdict: passed ? "right" : failure?.thrown ? "throws" : failure ? "wrong" : "not checked enough",
    compared: compared.reduce((sum, count) => sum + count, 0),
    refutedBy: [...new Set(failures.map(({ oracle }) => oracle))],
    ...(failure && { example: failure.thrown ?? `${failure.received}, not ${failure.expected}` }),
    ...(complaints.length > 0 && failures.length === 0 && { example: complaints.join("; ") }),
    worst: Math.max(...oracles.flatMap(({ worst }) => (worst ? [ratioOf(worst)] : []))),
  };
}

const sizeOf = (inputs: Report["failures"][number]["inputs"]): number =>
  Object.values(inputs).reduce((sum, { data }) => sum + data.length, 0);

export const tableOf = ({
  library,
  version,
  rows,
}: Results): string => `# The derivatives of ${library} ${version}

Written by \`npm run example:foreign\`; [README.md](README.md) says what the findings mean.

${rows.length} functions, of which ${rows.filter(({ verdict }) => verdict === "right").length} have right derivatives.

| function | derivative | numbers compared | worst error / bound | refuted by | for example |
| --- | --- | ---: | ---: | --- | --- |
${rows.map((row) => `| ${cells(row).join(" | ")} |`).join("\n")}
`;

const cells = ({ name, verdict, compared, worst, refutedBy, example = "" }: Row): string[] => [
  `\`${name}\``,
  verdict === "right" ? "right" : `**${verdict}**`,
  String(compared),
  Number.isFinite(worst) ? worst.toPrecision(2) : "–",
  refutedBy.join(", "),
  example,
];
