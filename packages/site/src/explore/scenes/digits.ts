import { newest } from "../ask.ts";
import type { Answer, Calibration } from "../compute/digits.ts";
import { inkFrom, inkOf, inkText } from "../compute/ink.ts";
import { drawAccuracies } from "../draw/accuracies.ts";
import type { AccuracyCurve } from "../draw/accuracies.ts";
import { drawLegend } from "../draw/legend.ts";
import type { LegendItem } from "../draw/legend.ts";
import { drawAnswer, drawRead } from "../draw/answer.ts";
import { isDark } from "../draw/field.ts";
import { percent } from "../format.ts";
import { number, oneOf, optional, whole } from "../link.ts";
import type { Keys } from "../link.ts";
import figures from "../models/digits.json" with { type: "json" };
import { digitStrokes } from "../models/strokes.ts";
import { padOn } from "./pad.ts";
import { Scene } from "../scene.ts";
import { chartWidth } from "../width.ts";

interface State {
  readonly ratio: number;
  readonly cal: Calibration;
  /** One of our own digits. */
  readonly digit: number;
  /** What the reader drew. */
  readonly ink: string | undefined;
}

const keys: Keys<State> = {
  ratio: number(0.9, 0, 0.98),
  cal: oneOf(["mnist", "strokes", "noise"], "mnist"),
  digit: whole(7, 0, 9),
  ink: optional({
    initial: "",
    parse: (text) => (inkFrom(text) === undefined ? undefined : text),
    show: (text: string) => text,
  }),
};

const WEIGHTS = 784 * 32 + 32 * 32 + 32 * 10;
const names: Readonly<Record<string, string>> = {
  dense: "dense",
  "elimination-compensation": "proposed",
  magnitude: "magnitude",
  network: "proposed, whole network",
};

/** What the inputs of a calibration are called beside the curve of the proposed method. */
const calibrated: Readonly<Record<Calibration, string>> = {
  mnist: "",
  strokes: ", by our drawings",
  noise: ", by noise",
};

type Curve = AccuracyCurve & LegendItem;
const curve = (
  name: string,
  className: string,
  shape: string,
  accuracies: readonly number[],
  ratios: readonly number[] = figures.ratios,
): Curve => ({ name, className, shape, points: ratios.map((ratio, k) => [ratio, accuracies[k]]) });

const ofProposed = (calibration: Calibration): Curve =>
  curve(
    `proposed${calibrated[calibration]}`,
    `s-elimination-compensation${calibration === "mnist" ? "" : " varied"}`,
    "circle",
    figures[calibration === "mnist" ? "elimination-compensation" : calibration],
  );

/** The curves of the chart: the proposed method stays when another calibration comes beside it. */
const curvesOf = (calibration: Calibration): Curve[] => [
  ofProposed("mnist"),
  ...(calibration === "mnist" ? [] : [ofProposed(calibration)]),
  curve("proposed, whole network", "s-whole-network", "diamond", figures.network, figures.whole),
  curve("magnitude", "s-magnitude", "triangle-up", figures.magnitude),
];

/** Scene e: a reader's digit, read by the dense and by pruned networks. */
export function digitsOfYours(): void {
  const scene = new Scene<State>("e", keys, () => update());
  const pad = padOn(scene.part("pad", HTMLCanvasElement), (strokes) =>
    scene.set({ ink: inkText(inkOf(strokes)) }),
  );
  const answersOf = newest("digits");
  const drawingsRead = newest("drawingsRead");

  scene.slider("ratio", (ratio) => scene.set({ ratio: Math.min(Math.max(ratio, 0), 0.98) }));
  scene.select("cal", (cal) => scene.set({ cal }));
  for (const button of scene.root.querySelectorAll<HTMLButtonElement>("[data-digit]"))
    button.addEventListener("click", () => {
      pad.forget();
      scene.set({ digit: Number(button.dataset["digit"]), ink: undefined });
    });
  for (const button of scene.root.querySelectorAll<HTMLButtonElement>("[data-ratio]"))
    button.addEventListener("click", () => scene.set({ ratio: Number(button.dataset["ratio"]) }));
  scene.part("erase", HTMLButtonElement).addEventListener("click", pad.erase);
  scene.part("undo", HTMLButtonElement).addEventListener("click", pad.undo);

  async function update(): Promise<void> {
    const { ratio, cal: calibration, digit, ink: text } = scene.state;
    const ink = (text === undefined ? undefined : inkFrom(text)) ?? inkOf(digitStrokes[digit]);
    scene.showSlider("ratio", ratio, `${percent(ratio)} removed`);
    pad.show(ink);
    const answers = await answersOf({ ink, ratio, calibration });
    if (answers === undefined) return;
    render(answers);
    const read = await drawingsRead({ ratio, calibration });
    if (read !== undefined) renderRead(answers, read);
  }

  function render(answers: readonly Answer[]): void {
    const { ratio, cal } = scene.state;
    scene.part("cal", HTMLSelectElement).value = cal;
    for (const name of Object.keys(names)) {
      const answer = answers.find((each) => each.name === name);
      scene.part(`none-${name}`, HTMLElement).hidden = answer !== undefined;
      scene.part(`some-${name}`, HTMLElement).hidden = answer === undefined;
      if (answer === undefined) continue;
      scene.part(`bars-${name}`, HTMLElement).innerHTML = drawAnswer(answer.probabilities, names[name]);
      drawRead(
        scene.part(`read-${name}`, HTMLCanvasElement),
        answer.read,
        isDark() ? [230, 233, 237] : [27, 31, 36],
      );
      scene.part(`pixels-${name}`, HTMLElement).textContent = answer.isCut
        ? "cut through: every drawing gets this answer"
        : `reads ${answer.pixels} of 784 pixels`;
    }
    const curves = curvesOf(cal);
    scene.part("accuracy", HTMLElement).innerHTML = drawAccuracies(
      curves,
      figures.dense,
      ratio,
      chartWidth(),
    );
    scene.part("legend", HTMLElement).innerHTML = drawLegend(curves);
    scene.say(sentence(answers));
    scene.tabulate(
      ["network", "answer", "probability", "pixels read", "removed"],
      answers.map(({ name, probabilities, pixels, removed }) => {
        const best = Math.max(...probabilities);
        return [names[name], probabilities.indexOf(best), best, pixels, removed];
      }),
    );
    scene.fillCode({ ratio: String(Number(ratio.toPrecision(4))), "claim-0": String(answers[1].removed) });
  }

  /** How well each network reads drawings that it was not calibrated on. */
  function renderRead(answers: readonly Answer[], read: readonly number[]): void {
    for (const [at, { name }] of answers.entries())
      scene.part(`right-${name}`, HTMLElement).textContent = `${percent(read[at])} of 200 drawings right`;
  }

  function sentence(answers: readonly Answer[]): string {
    const parts = answers.map(({ name, probabilities }) => {
      const best = Math.max(...probabilities);
      return `${names[name]}: ${probabilities.indexOf(best)} (${percent(best)})`;
    });
    const removed = Math.round(scene.state.ratio * WEIGHTS).toLocaleString("en");
    return `With ${removed} of ${WEIGHTS.toLocaleString("en")} weights removed: ${parts.join("; ")}.`;
  }

  scene.update();
}
