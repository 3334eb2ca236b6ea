import { cutView } from "../src/explore/compute/cut.ts";
import { learning } from "../src/explore/compute/learning.ts";
import { effect, removal } from "../src/explore/compute/removal.ts";
import { spread } from "../src/explore/compute/spread.ts";
import { drawOutputs } from "../src/explore/draw/outputs.ts";
import { drawParabola } from "../src/explore/draw/parabola.ts";
import { drawTraining } from "../src/explore/draw/progress.ts";
import { drawSpread } from "../src/explore/draw/spread.ts";
import { drawChoice, drawLearner, drawPruned } from "../src/explore/draw/stage.ts";
import { inputNames } from "../src/explore/shapes.ts";

const WIDTH = 640;

/** What a part of a scene shows before its script runs, and where there is none; by the scene, then by the part. */
export function stills(): Readonly<Record<string, Readonly<Record<string, string>>>> {
  const { weights, losses } = learning({ data: "soil", seed: 3, epoch: 300 });
  const edge = { layer: 0, row: 0, column: 1 };
  const first = { ...edge, column: 0 };
  const chosen = { net: "eight", edge } as const;
  const { error, before, after } = effect({ ...chosen, delta: 0 });
  const state = { current: 0, error, guess: undefined, isRevealed: false, width: WIDTH };
  const pruned = cutView({
    seed: 3,
    ratio: 0.5,
    strategy: "elimination-compensation",
    compensation: "own",
    stages: 1,
  });
  return {
    a: { network: drawLearner(weights, inputNames.soil, 300), losses: drawTraining(losses, 400, WIDTH) },
    b: {
      network: drawChoice("eight", edge, true),
      outputs: drawOutputs(before, after),
      curve: drawParabola({ ...removal(chosen), ...state }),
    },
    c: {
      network: drawChoice("eight", first, false),
      plot: drawSpread({
        ...spread({ net: "eight", edge: first }),
        name: "input x₁",
        range: [-1, 9],
        cursor: undefined,
        width: 520,
      }),
    },
    d: { network: drawPruned(pruned, WIDTH) },
  };
}

/** A picture whose lines go through whole pixels: it is shown for a moment, and takes half of the bytes. */
const coarse = (picture: string): string =>
  picture.replaceAll(/ d="[^"]*"/g, (line) =>
    line.replaceAll(/\d+\.\d/g, (number) => String(Math.round(Number(number)))),
  );

/** A stage with its still pictures. */
export const withStills = (stage: string, pictures: Readonly<Record<string, string>> = {}): string =>
  Object.entries(pictures).reduce(
    (html, [part, picture]) =>
      html.replace(
        new RegExp(`(<(div|figure)[^>]*data-part="${part}"[^>]*>)\\s*(</\\2>)`),
        (_, open: string, _tag, close: string) => open + coarse(picture) + close,
      ),
    stage,
  );
