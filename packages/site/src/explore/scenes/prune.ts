import { ask, newest } from "../ask.ts";
import type { CutResult, Rung, StrategyShown } from "../compute/cut.ts";
import { drawField } from "../draw/field.ts";
import { drawLosses } from "../draw/losses.ts";
import type { LossCurve } from "../draw/losses.ts";
import { drawLegend } from "../draw/legend.ts";
import { drawPruned } from "../draw/stage.ts";
import { show } from "../format.ts";
import { chartWidth } from "../width.ts";
import { number, oneOf, whole } from "../link.ts";
import type { Keys } from "../link.ts";
import { Scene } from "../scene.ts";
import { rungNames, shapeOf, strategyNames, strategyTitles } from "../looks.ts";

interface State {
  readonly ratio: number;
  readonly by: StrategyShown;
  readonly comp: Rung;
  readonly stages: "1" | "4" | "8";
  readonly seed: number;
  /** The curves beside those that the slider has drawn. */
  readonly shown: "visited" | "all";
}

const keys: Keys<State> = {
  ratio: number(0.5, 0, 0.98),
  by: oneOf(strategyNames, "elimination-compensation"),
  comp: oneOf(rungNames, "own"),
  stages: oneOf(["1", "4", "8"], "1"),
  seed: whole(3, 1, 999),
  shown: oneOf(["visited", "all"], "visited"),
};

interface Curve {
  readonly by: StrategyShown;
  readonly how: string;
}

const WEIGHTS = 88;
/** The strategies that `Draw all` draws, and where: at every second weight, and at each tenth, which the table shows. */
const drawnByAll: readonly StrategyShown[] = strategyNames.slice(0, 6);
const tenths = Array.from({ length: 9 }, (_, k) => Math.round(((k + 1) * WEIGHTS) / 10));
const counts = [...new Set([...Array.from({ length: WEIGHTS / 2 }, (_, k) => 2 * k), ...tenths])].toSorted(
  (a, b) => a - b,
);
const SEEDS_KEPT = 5;

/** Scene d: which weights go, and what compensates for them. */
export function pruneWithSlider(): void {
  const scene = new Scene<State>("d", keys, (changed) => {
    if ("seed" in changed) keepSeed();
    if (scene.state.shown === "all" && ("shown" in changed || "seed" in changed)) scene.watch(drawAll());
    return update();
  });
  const cutOf = newest("cutView");
  /** Losses by the name of the curve, then by the number of removed weights. */
  const curves = new Map<string, Curve & { readonly points: Map<number, number> }>();
  let older: LossCurve[] = [];
  let seedShown = scene.state.seed;
  let last: CutResult | undefined;
  let drawing = 0;

  scene.slider("ratio", (ratio) => scene.set({ ratio: Math.min(Math.max(ratio, 0), 0.98) }));
  scene.select("by", (by) => scene.set({ by }));
  scene.select("comp", (comp) => scene.set({ comp }));
  scene.select("stages", (stages) => scene.set({ stages }));
  const seedBox = scene.part("seed", HTMLInputElement);
  seedBox.addEventListener("change", () => {
    const seed = keys.seed.parse(seedBox.value);
    if (seed !== undefined) scene.set({ seed });
    else seedBox.value = String(scene.state.seed);
  });
  scene.part("all", HTMLButtonElement).addEventListener("click", () => scene.set({ shown: "all" }));
  scene.part("tune", HTMLButtonElement).addEventListener("click", () => scene.watch(tune()));

  const optionsNow = () => ({
    seed: scene.state.seed,
    ratio: scene.state.ratio,
    strategy: scene.state.by,
    compensation: scene.state.comp,
    stages: Number(scene.state.stages),
  });
  /** The curve of a strategy, with what differs from its own compensation at once. */
  const curveNow = (): Curve => {
    const { by, comp, stages } = scene.state;
    const how = [
      comp === "own" ? "" : comp === "none" ? ", no compensation" : `, ${comp} compensation`,
      stages === "1" ? "" : `, ${stages} stages`,
    ].join("");
    return { by, how };
  };

  function keepSeed(): void {
    if (scene.state.seed === seedShown) return;
    older = [...drawnCurves().map((curve) => ({ ...curve, isFaint: true })), ...older].slice(
      0,
      SEEDS_KEPT * drawnByAll.length,
    );
    curves.clear();
    seedShown = scene.state.seed;
  }

  const drawnCurves = (): LossCurve[] =>
    [...curves].map(([name, { by, how, points }]) => ({
      name,
      shape: shapeOf(by),
      className: `s-${by}${how === "" ? "" : " varied"}`,
      points: [...points]
        .toSorted(([a], [b]) => a - b)
        .map(([removed, loss]): [number, number] => [removed / WEIGHTS, loss]),
    }));

  function visit({ by, how }: Curve, removed: number, loss: number): void {
    const name = strategyTitles[by] + how;
    const curve = curves.get(name) ?? { by, how, points: new Map<number, number>() };
    curve.points.set(removed, loss);
    curves.set(name, curve);
  }

  async function update(): Promise<void> {
    const curve = curveNow();
    const options = optionsNow();
    scene.part("busy", HTMLElement).hidden =
      options.compensation !== "network" && options.strategy !== "nonlinear";
    const result = await cutOf(options).finally(() => (scene.part("busy", HTMLElement).hidden = true));
    if (result === undefined) return;
    visit(curve, result.removed, result.loss);
    last = result;
    render(result, "right after pruning");
  }

  function render(result: CutResult, when: string): void {
    const { ratio, by, comp, stages, seed } = scene.state;
    scene.showSlider("ratio", ratio, `${result.removed} of ${WEIGHTS} weights removed`);
    for (const [name, value] of Object.entries({ by, comp, stages }))
      scene.part(name, HTMLSelectElement).value = value;
    seedBox.value = String(seed);
    scene.part("network", HTMLElement).innerHTML = drawPruned(result, chartWidth());
    renderCurves(result);
    drawField(scene.part("after", HTMLCanvasElement), result.field, 1);
    scene.watch(renderDense(seed));
    const bars = scene.part("kept", HTMLElement);
    bars.replaceChildren(
      ...result.kept.map((kept, k) => {
        const all = result.layers[k].rows * result.layers[k].columns;
        const bar = document.createElement("i");
        bar.style.setProperty("--share", `${(100 * kept) / all}%`);
        const line = document.createElement("p");
        line.append(`Layer ${k + 1}`, bar, `${kept} of ${all} kept`);
        return line;
      }),
    );
    scene.say(
      `${result.removed} of ${result.weights} weights are removed. The loss is ${show(result.loss)} ${when}, ${times(result.loss / result.dense)} that of the dense network.`,
    );
    scene.tabulate(
      ["quantity", "value"],
      [
        ["removed", result.removed],
        ...result.kept.map((kept, k): [string, number] => [`kept in layer ${k + 1}`, kept]),
        ["loss", result.loss],
        ["loss of the dense network", result.dense],
        ...result.moved.flatMap((row, k) =>
          row.map((value, i): [string, number] => [`bias ${i + 1} of layer ${k + 1} moved by`, value]),
        ),
        ...[...curves].flatMap(([name, { points }]) =>
          tenths.flatMap((removed): [string, number][] => {
            const at = points.get(removed);
            return at === undefined ? [] : [[`loss of ${name} without ${removed} weights`, at]];
          }),
        ),
      ],
    );
    scene.fillCode({
      ratio: String(Number(ratio.toPrecision(4))),
      strategy: `"${by}"`,
      compensation: comp === "own" ? "undefined" : `"${comp}"`,
      steps: stages === "1" ? "undefined" : stages,
      "claim-0": String(result.removed),
    });
  }

  function renderCurves(result: CutResult): void {
    const shown = [...older, ...drawnCurves()];
    scene.part("losses", HTMLElement).innerHTML = drawLosses(
      shown,
      result.dense,
      [result.removed / result.weights, result.loss],
      chartWidth(),
    );
    scene.part("legend", HTMLElement).innerHTML = drawLegend(drawnCurves());
  }

  async function renderDense(seed: number): Promise<void> {
    drawField(scene.part("before", HTMLCanvasElement), await ask("denseField", { seed }), 1);
  }

  async function drawAll(): Promise<void> {
    const mine = ++drawing;
    const { seed } = scene.state;
    const button = scene.part("all", HTMLButtonElement);
    button.disabled = true;
    try {
      for (const strategy of drawnByAll) {
        for (const removed of counts) {
          const ratio = removed / WEIGHTS;
          const loss = await ask("lossAt", { seed, ratio, strategy, compensation: "own", stages: 1 });
          if (mine !== drawing) return; // another seed has come
          visit({ by: strategy, how: "" }, removed, loss);
        }
        if (last !== undefined) renderCurves(last);
      }
    } finally {
      if (mine === drawing) button.disabled = false;
    }
    await update();
  }

  async function tune(): Promise<void> {
    const button = scene.part("tune", HTMLButtonElement);
    button.disabled = true;
    try {
      render(await ask("fineTuned", { ...optionsNow(), epochs: 15 }), "after 15 more epochs");
    } finally {
      button.disabled = false;
    }
  }

  scene.update();
  if (scene.state.shown === "all") scene.watch(drawAll());
}

const times = (factor: number): string =>
  factor < 1.005 && factor > 0.995 ? "equal to" : `${show(factor)} times`;
