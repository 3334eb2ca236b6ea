import { newest } from "../ask.ts";
import type { DataName, LearnView } from "../compute/learning.ts";
import { drawFieldWithPoints } from "../draw/field.ts";
import { drawLearner } from "../draw/stage.ts";
import { drawTraining } from "../draw/progress.ts";
import { show } from "../format.ts";
import { oneOf, whole } from "../link.ts";
import type { Keys } from "../link.ts";
import { Scene } from "../scene.ts";
import { inputNames } from "../shapes.ts";
import { chartWidth } from "../width.ts";

interface State {
  readonly data: DataName;
  readonly seed: number;
  readonly epoch: number;
}

const EPOCHS = 400;
const keys: Keys<State> = {
  data: oneOf(["soil", "wave", "ring", "spirals"], "soil"),
  seed: whole(3, 1, 999),
  epoch: whole(300, 0, EPOCHS),
};

/** Scene a: a network learns. */
export function aNetworkLearns(): void {
  const scene = new Scene<State>("a", keys, () => update());
  const viewOf = newest("learning");
  const play = scene.part("play", HTMLButtonElement);
  let isPlaying = false;
  let plays = 0;

  const setPlaying = (next: boolean): void => {
    isPlaying = next;
    play.textContent = next ? "Pause" : "Play";
  };
  async function run(): Promise<void> {
    if (scene.state.epoch >= EPOCHS) scene.set({ epoch: 0 });
    setPlaying(true);
    const mine = ++plays;
    // A reader who asked for less motion sees a few states instead of a film.
    const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const stride = isCalm ? EPOCHS / 10 : 2;
    const tick = async (): Promise<void> => {
      if (!isPlaying || mine !== plays || scene.state.epoch >= EPOCHS) return;
      scene.set({ epoch: Math.min(scene.state.epoch + stride, EPOCHS) });
      await scene.updated;
      await new Promise((resolve) => (isCalm ? setTimeout(resolve, 400) : requestAnimationFrame(resolve)));
      await tick();
    };
    await tick();
    if (mine === plays) setPlaying(false);
  }
  const stop = (changed: Partial<State>): void => {
    setPlaying(false);
    scene.set(changed);
  };
  play.addEventListener("click", () => void (isPlaying ? setPlaying(false) : run()));
  scene
    .part("step", HTMLButtonElement)
    .addEventListener("click", () => stop({ epoch: Math.min(scene.state.epoch + 1, EPOCHS) }));
  scene.part("again", HTMLButtonElement).addEventListener("click", () => stop({ epoch: 0 }));
  scene
    .part("other", HTMLButtonElement)
    .addEventListener("click", () => stop({ seed: (scene.state.seed % 999) + 1 }));
  scene.slider("epoch", (epoch) => stop({ epoch: Math.min(Math.max(Math.round(epoch), 0), EPOCHS) }));
  scene.select("data", (data) => stop({ data }));
  const seedBox = scene.part("seed", HTMLInputElement);
  seedBox.addEventListener("change", () => {
    const seed = keys.seed.parse(seedBox.value);
    if (seed === undefined) seedBox.value = String(scene.state.seed);
    else stop({ seed });
  });

  async function update(): Promise<void> {
    const { data, seed, epoch } = scene.state;
    const view = await viewOf({ data, seed, epoch });
    if (view !== undefined) await render(view);
  }

  async function render({ epoch, loss, losses, weights, field, points }: LearnView): Promise<void> {
    const { data, seed } = scene.state;
    scene.showSlider("epoch", epoch, `${epoch} epochs, loss ${show(loss)}`);
    scene.part("data", HTMLSelectElement).value = data;
    seedBox.value = String(seed);
    scene.part("network", HTMLElement).innerHTML = drawLearner(
      weights,
      data === "soil" ? inputNames.soil : inputNames.eight,
      epoch,
    );
    scene.part("losses", HTMLElement).innerHTML = drawTraining(losses, EPOCHS, chartWidth());
    await drawFieldWithPoints(scene.part("field", HTMLCanvasElement), field, 1, points);
    scene.say(
      epoch === 0
        ? `Before training the loss is ${show(loss)}. All 88 weights are random.`
        : `After ${epoch} epochs the loss is ${show(loss)}. Seed ${seed} gives this network, to the last bit, every time.`,
    );
    scene.tabulate(
      ["quantity", "value"],
      [
        ["epoch", epoch],
        ["loss over all samples", loss],
        ...weights.flatMap((layer, k) =>
          layer.map((value, at): [string, number] => [`layer ${k + 1}, weight ${at + 1}`, value]),
        ),
      ],
    );
    scene.fillCode({ seed: String(seed), epochs: String(epoch) });
  }

  scene.update();
}
