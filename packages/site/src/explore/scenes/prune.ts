import { ask, newest } from "../ask.ts";
import type { CutResult, StrategyShown } from "../compute/cut.ts";
import { strategyNames } from "../looks.ts";
import { Scene } from "../scene.ts";
import { curveOf, lossCurves } from "./prune-curves.ts";
import { keys, tenths, WEIGHTS } from "./prune-state.ts";
import type { PruneState } from "./prune-state.ts";
import { viewOf } from "./prune-view.ts";

/** The strategies that `Draw all` draws, and where: at every second weight, and at each tenth. */
const drawnByAll: readonly StrategyShown[] = strategyNames.slice(0, 6);
const counts = [...new Set([...Array.from({ length: WEIGHTS / 2 }, (_, k) => 2 * k), ...tenths])].toSorted(
  (a, b) => a - b,
);
const SEEDS_KEPT = 5;

/** Scene d: which weights go, and what compensates for them. */
export function pruneWithSlider(): void {
  const scene = new Scene<PruneState>("d", keys, (changed) => {
    if ("seed" in changed) keepSeed();
    if (scene.state.shown === "all" && ("shown" in changed || "seed" in changed)) scene.watch(drawAll());
    return update();
  });
  const cutOf = newest("cutView");
  const curves = lossCurves(SEEDS_KEPT * drawnByAll.length);
  const view = viewOf(scene, curves);
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

  function keepSeed(): void {
    if (scene.state.seed === seedShown) return;
    curves.startAnew();
    seedShown = scene.state.seed;
  }

  async function update(): Promise<void> {
    const curve = curveOf(scene.state);
    const options = optionsNow();
    scene.part("busy", HTMLElement).hidden =
      options.compensation !== "network" && options.strategy !== "nonlinear";
    const result = await cutOf(options).finally(() => (scene.part("busy", HTMLElement).hidden = true));
    if (result === undefined) return;
    curves.visit(curve, result.removed, result.loss);
    last = result;
    view.show(result, "right after pruning");
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
          curves.visit({ by: strategy, how: "" }, removed, loss);
        }
        if (last !== undefined) view.showCurves(last);
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
      view.show(await ask("fineTuned", { ...optionsNow(), epochs: 15 }), "after 15 more epochs");
    } finally {
      button.disabled = false;
    }
  }

  scene.update();
  if (scene.state.shown === "all") scene.watch(drawAll());
}
