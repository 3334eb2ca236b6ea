import { ask, newest } from "../ask.ts";
import type { Removal } from "../compute/removal.ts";
import type { Edge } from "../compute/edge.ts";
import { drawField } from "../draw/field.ts";
import { drawChoice } from "../draw/stage.ts";
import { drawOutputs } from "../draw/outputs.ts";
import { drawParabola } from "../draw/parabola.ts";
import { announced, choosable, edgeKey, nameOf, within } from "../edges.ts";
import { percent, show } from "../format.ts";
import { chartWidth } from "../width.ts";
import { number, oneOf, optional } from "../link.ts";
import type { Keys } from "../link.ts";
import { Scene } from "../scene.ts";
import { layersOf, shapes } from "../shapes.ts";
import type { ModelName } from "../models/index.ts";

interface State {
  readonly net: ModelName;
  readonly edge: Edge;
  /** The change of the bias that is set. */
  readonly d: number;
  /** Where the reader let go first; undefined before. */
  readonly guess: number | undefined;
}

/** The largest change of the bias that a link may hold. */
const MOST = 1e6;
const inRange = (d: number): number => Math.min(Math.max(d, -MOST), MOST);

const keys: Keys<State> = {
  net: oneOf(["eight", "soil"], "eight"),
  edge: edgeKey({ layer: 0, row: 0, column: 1 }, layersOf),
  d: number(0, -MOST, MOST),
  guess: optional(number(0, -MOST, MOST)),
};

/** Scene b: one weight goes, and its bias takes over most of it. */
export function removeOneWeight(): void {
  const scene = new Scene<State>("b", keys, (changed) => {
    const isOther = "net" in changed || "edge" in changed || Object.keys(changed).length === 0;
    return isOther ? load() : update();
  });
  const network = scene.part("network", HTMLElement);
  const effectOf = newest("effect");
  const fieldsOf = newest("difference");
  let loaded: Removal | undefined;

  const edgeNow = (): Edge => within(shapes[scene.state.net], scene.state.edge);
  choosable(
    network,
    () => shapes[scene.state.net],
    edgeNow,
    (edge) => scene.set({ edge, d: 0, guess: undefined }),
    () => again(),
  );
  scene.select("net", (net) => scene.set({ net, edge: keys.edge.initial, d: 0, guess: undefined }));
  scene.slider(
    "d",
    (d) => scene.set({ d: inRange(d) }),
    (d) => {
      if (scene.state.guess === undefined) scene.set({ guess: inRange(d) });
    },
  );
  const best = (): void => {
    if (loaded !== undefined) scene.set({ d: loaded.delta, guess: scene.state.guess ?? scene.state.d });
  };
  scene.part("best", HTMLButtonElement).addEventListener("click", best);
  const again = (): void => scene.set({ d: 0, guess: undefined });
  scene.part("again", HTMLButtonElement).addEventListener("click", again);
  scene.part("d", HTMLInputElement).addEventListener("keydown", (event) => {
    if (event.key !== "Home" && event.key !== "End") return;
    event.preventDefault();
    if (event.key === "End") best();
    else scene.set({ d: 0 });
  });

  async function load(): Promise<void> {
    const { net } = scene.state;
    const edge = edgeNow();
    scene.part("net", HTMLSelectElement).value = net;
    const isSmall = net === "eight";
    network.innerHTML = drawChoice(net, edge, true);
    scene.part("outputs", HTMLElement).hidden = !isSmall;
    scene.part("surfaces", HTMLElement).hidden = isSmall;
    scene.part("what", HTMLElement).textContent = isSmall
      ? "Rings are the outputs before the removal, dots those after it."
      : "Left: time to the right, depth upwards, and full colour is u = 1. Right: what the removal changed, purple for less.";
    const result = await ask("removal", { net, edge });
    if (net !== scene.state.net || nameOf(edge) !== nameOf(edgeNow())) return;
    loaded = result;
    await update();
  }

  async function update(): Promise<void> {
    const removal = loaded;
    if (removal === undefined) return;
    const { net, d: delta, guess } = scene.state;
    const edge = edgeNow();
    const slider = scene.part("d", HTMLInputElement);
    slider.min = String(removal.delta - removal.reach);
    slider.max = String(removal.delta + removal.reach);
    slider.step = String(removal.reach / 200);
    const effect = await effectOf({ net, edge, delta });
    if (effect === undefined || removal !== loaded) return;
    const { error } = effect;
    const isRevealed = guess !== undefined;
    scene.part("curve", HTMLElement).innerHTML = drawParabola({
      ...removal,
      current: delta,
      error,
      guess,
      isRevealed,
      width: chartWidth(),
    });
    scene.showSlider("d", delta, `${show(delta)}, error ${show(error)}`);
    if (net === "eight")
      scene.part("outputs", HTMLElement).innerHTML = drawOutputs(effect.before, effect.after);
    else await showFields(edge, delta);
    scene.part("best", HTMLButtonElement).disabled = !isRevealed;
    scene.part("again", HTMLButtonElement).hidden = !isRevealed;
    scene.part("legend", HTMLElement).hidden = !isRevealed;
    const about = announced(edge, removal.weight, removal.importance);
    // Before the guess the importance would give the answer away.
    scene.say(sentence(removal, error), isRevealed ? about : "");
    network.setAttribute("aria-label", `Network. Removed: ${isRevealed ? about : nameOf(edge)}`);
    scene.tabulate(
      ["quantity", "value"],
      [
        ["W", removal.weight],
        ["E[G]", removal.energy],
        ["μ = E[G x] / E[G]", removal.mean],
        ["δ = W μ, equation (7)", removal.delta],
        ["I, equation (5)", removal.importance],
        ["bias change that is set", delta],
        ["its error by the parabola", removal.energy * (delta - removal.delta) ** 2 + removal.importance],
        ["its exact error", error],
        ["exact error at δ", removal.exact[40]],
        ["smallest exact error on the curve", Math.min(...removal.exact)],
      ],
    );
    scene.fillCode({
      model: net,
      layer: String(edge.layer),
      row: String(edge.row),
      column: String(edge.column),
      "claim-0": String(removal.delta),
      "claim-1": String(removal.importance),
    });
  }

  function sentence(removal: Removal, error: number): string {
    const { d, guess } = scene.state;
    const name = nameOf(edgeNow());
    if (guess === undefined)
      return `Without this weight (${name}) and with a bias change of ${show(d)}, the error is ${show(error)}. Where is it smallest?`;
    const off = Math.abs(guess / removal.delta - 1);
    const verdict = off === 0 ? "the best there is" : off < 1 ? `${percent(off)} off` : "far off";
    return `Your guess, ${show(guess)}, is ${verdict}. The best is ${show(removal.delta)}. There the parabola is at ${show(removal.importance)}, and no bias change takes it lower: that rest is the importance. The exact error at ${show(d)} is ${show(error)}.`;
  }

  async function showFields(edge: Edge, delta: number): Promise<void> {
    const fields = await fieldsOf({ net: scene.state.net, edge, delta });
    if (fields === undefined) return;
    drawField(scene.part("after", HTMLCanvasElement), fields.after, 1);
    const change = fields.after.values.map((value, at) => value - fields.before.values[at]);
    const most = Math.max(...change.map(Math.abs), 1e-12);
    drawField(scene.part("change", HTMLCanvasElement), { side: fields.after.side, values: change }, most);
    scene.part("change-most", HTMLElement).textContent = show(most);
  }

  scene.update();
}
