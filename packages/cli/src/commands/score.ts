import { probedScoring, scoring, undecided } from "@espalier/prune";
import type { LayerScores, Network, ScoreOptions, Work } from "@espalier/prune";
import { toNested } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import type { Command } from "commander";
import { readNetwork } from "../files/network.ts";
import { withNetworkOptions } from "../files/network-options.ts";
import type { NetworkOptions } from "../files/network-options.ts";
import { STANDARD } from "../files/paths.ts";
import { checkResults, writeResults } from "../files/write.ts";
import { write } from "../io.ts";
import type { Io } from "../io.ts";
import { pictureFor, titleOf } from "../picture/page.ts";
import { drawScores } from "../picture/scores.ts";
import { summaryOf } from "../report/scores.ts";
import { showScores } from "../report/show-scores.ts";
import { showJson } from "../show/json.ts";
import { watched } from "../show/progress.ts";
import { table } from "../show/table.ts";
import { showCount, showPercent } from "../show/words.ts";
import { oneOf } from "../values.ts";
import { readSamples, withScoringOptions } from "./scoring.ts";
import type { ScoringOptions } from "./scoring.ts";
import { scoreUnitsFile } from "./score-units.ts";
import { askedStrategy, isUnit } from "./units.ts";

interface Options extends NetworkOptions, ScoringOptions {
  readonly json?: true;
  readonly all?: true;
  readonly picture?: string;
  readonly force?: true;
  readonly by?: "weight" | "neuron" | "input";
}

const examples = `
Examples:
  espalier score model.onnx inputs.npy
  espalier score model.onnx inputs.npy --picture scores.svg
  espalier score model.onnx inputs.npy --by neuron --strategy corp
  espalier score model.onnx inputs.npy --probes 8

The importance of a weight is the loss when it is removed. The importance of an input is the sum over its weights in the first layer. With --by
neuron or input whole units are scored, by unit-affine if no other strategy is named. Importances that no double can hold are shown times a power
of two, the same for all.`;

export const score = (command: Command, io: Io): Command =>
  withScoringOptions(
    withNetworkOptions(
      command
        .argument("<network>", "file of the network, or - for standard input")
        .argument("<data>", "samples of typical inputs, one per row; labels are not needed")
        .option(
          "--picture <file>",
          "also draw the scores and the weights, as .svg or .html; inputs form an image if their number is a square",
        )
        .option(
          "--by <what>",
          "what to score: weight (default), neuron or input",
          oneOf("--by", ["weight", "neuron", "input"]),
        )
        .option("--json", "print one line of JSON")
        .option("--all", "with --json: include the importance and compensation of every weight")
        .option("--force", "replace an existing picture"),
    ),
  )
    .addHelpText("after", examples)
    .action((network: string, data: string, { by, ...options }: Options) =>
      isUnit(by)
        ? scoreUnitsFile(io, network, data, askedStrategy(command, options), { ...options, by })
        : scoreFile(io, network, data, options),
    );

async function scoreFile(io: Io, networkPath: string, dataPath: string, options: Options): Promise<void> {
  const { picture, force = false } = options;
  const read = [networkPath, dataPath, ...(options.targets === undefined ? [] : [options.targets])];
  if (picture !== undefined) await checkResults(io, [picture], force, read);
  const file = await readNetwork(io, networkPath, options);
  const { network } = file;
  const { inputs, options: how } = await readSamples(io, dataPath, file, options);
  const { scores, probed } = await watched(scoresOf(network, inputs, how), io);
  const summary = summaryOf(scores);
  if (picture !== undefined)
    await writeResults(
      io,
      [
        {
          path: picture,
          content: pictureFor(picture, titleOf(networkPath), drawScores(network, summary, scores)),
        },
      ],
      force,
    );
  if (picture === STANDARD) return;
  const { strategy, seed } = options;
  const about = { network: networkPath, data: dataPath, samples: inputs.shape[0], strategy, seed };
  const json = { ...about, ...probed, ...summary, ...(options.all ? { scores: everyScore(scores) } : {}) };
  await write(io.stdout, options.json ? showJson(json) : showScores(about, network, summary) + told(probed));
}

/** What random probes leave open. */
interface Probed {
  readonly probes: number;
  /** For some ratios, the share of the weights whose importance is within two standard errors of the cut; null for a single probe. */
  readonly undecided: readonly { readonly ratio: number; readonly share: number }[] | null;
}

const RATIOS = [0.5, 0.8, 0.9, 0.95];

/** The scores, and how much they depend on the probes if there are some. */
function* scoresOf(
  network: Network,
  inputs: Tensor,
  how: ScoreOptions,
): Work<{ readonly scores: LayerScores[]; readonly probed?: Probed }> {
  const { probes } = how;
  if (probes === undefined) return { scores: yield* scoring(network, inputs, how) };
  if (probes === 1)
    return { scores: yield* scoring(network, inputs, how), probed: { probes, undecided: null } };
  const found = yield* probedScoring(network, inputs, { ...how, probes });
  const shares = RATIOS.map((ratio) => ({ ratio, share: undecided(found, ratio) }));
  return { scores: found.scores, probed: { probes, undecided: shares } };
}

function told(probed: Probed | undefined): string {
  if (probed === undefined) return "";
  if (probed.undecided === null) return "\none random probe has no standard error; two have\n";
  return [
    `\nweights within two standard errors of the cut, by ${showCount(probed.probes)} random probes\n\n`,
    table([
      ["ratio", "undecided"],
      ...probed.undecided.map(({ ratio, share }) => [showPercent(ratio), showPercent(share)]),
    ]),
  ].join("");
}

/** For each layer, one row per neuron. */
const everyScore = (scores: readonly LayerScores[]): object[] =>
  scores.map(({ importance, compensation }) => ({
    importance: toNested(importance),
    compensation: toNested(compensation),
  }));
