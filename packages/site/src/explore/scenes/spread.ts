import { ask, newest } from "../ask.ts";
import type { Edge } from "../compute/edge.ts";
import type { Factors, Spread } from "../compute/spread.ts";
import { spreadScale } from "../draw/spread.ts";
import { choosable, within } from "../edges.ts";
import type { ModelName } from "../models/index.ts";
import { Scene } from "../scene.ts";
import { shapes } from "../shapes.ts";
import { keys } from "./spread-state.ts";
import type { SpreadState } from "./spread-state.ts";
import { plotWidth, showSpread } from "./spread-view.ts";

/** Scene c: the compensation is a mean and the importance a variance. */
export function meanAndVariance(): void {
  const scene = new Scene<SpreadState>("c", keys, () => update());
  const network = scene.part("network", HTMLElement);
  const plot = scene.part("plot", HTMLElement);
  const spreadOf = newest("spread");
  let shown: Spread | undefined;
  const largest: Partial<Record<ModelName, Factors>> = {};
  let range: readonly [number, number] = [0, 1];
  let cursor = 0;

  const edgeNow = (): Edge => within(shapes[scene.state.net], scene.state.edge);
  choosable(
    network,
    () => shapes[scene.state.net],
    edgeNow,
    (edge) => scene.set({ edge, x: undefined }),
    () => scene.set({ x: undefined }),
  );
  scene.select("net", (net) => scene.set({ net, edge: keys.edge.initial, x: undefined }));
  const flat = scene.part("flat", HTMLInputElement);
  flat.addEventListener("change", () => scene.set({ g: flat.checked ? "1" : "own" }));
  scene.part("constant", HTMLButtonElement).addEventListener("click", () => {
    if (shown !== undefined) scene.set({ x: shown.x.map(() => Number(shown?.mean.toPrecision(6))) });
  });
  scene.part("restore", HTMLButtonElement).addEventListener("click", () => scene.set({ x: undefined }));

  const move = (dot: number, value: number): void => {
    if (shown === undefined || scene.state.net !== "eight") return;
    const x = [...shown.x];
    x[dot] = Math.min(Math.max(Math.round(value * 4) / 4, range[0]), range[1]);
    shown = { ...shown, x };
    scene.set({ x });
  };
  const sample = scene.part("sample", HTMLSelectElement);
  sample.addEventListener("change", () => {
    cursor = sample.selectedIndex;
    scene.update();
  });
  const valueBox = scene.part("value", HTMLInputElement);
  valueBox.addEventListener("change", () => {
    if (Number.isFinite(valueBox.valueAsNumber)) move(cursor, valueBox.valueAsNumber);
    else scene.update();
  });
  plot.addEventListener("pointerdown", (event) => {
    const dot = event.target instanceof Element ? event.target.getAttribute("data-dot") : null;
    const drawing = plot.querySelector("svg");
    if (dot === null || drawing === null || scene.state.net !== "eight") return;
    event.preventDefault();
    cursor = Number(dot);
    plot.setPointerCapture(event.pointerId);
    const { left, width } = drawing.getBoundingClientRect();
    const { at } = spreadScale(range, plotWidth());
    const drag = ({ clientX }: PointerEvent): void => {
      const x = ((clientX - left) / width) * drawing.viewBox.baseVal.width;
      move(cursor, range[0] + ((x - at(range[0])) / (at(range[1]) - at(range[0]))) * (range[1] - range[0]));
    };
    plot.addEventListener("pointermove", drag);
    plot.addEventListener("lostpointercapture", () => plot.removeEventListener("pointermove", drag), {
      once: true,
    });
  });
  plot.addEventListener("keydown", (event) => {
    if (shown === undefined || scene.state.net !== "eight") return;
    const steps: Readonly<Record<string, number>> = { ArrowLeft: -0.25, ArrowRight: 0.25 };
    const turns: Readonly<Record<string, number>> = { ArrowUp: 1, ArrowDown: -1 };
    if (event.key in steps) move(cursor, shown.x[cursor] + steps[event.key]);
    else if (event.key in turns) {
      cursor = (cursor + turns[event.key] + shown.x.length) % shown.x.length;
      scene.update();
    } else return;
    event.preventDefault();
  });

  async function update(): Promise<void> {
    const { net, x, g } = scene.state;
    const edge = edgeNow();
    const own = await spreadOf({ net, edge, x: net === "eight" ? x : undefined, flat: g === "1" });
    if (own === undefined) return;
    shown = own;
    const most = (largest[net] ??= await ask("largestFactors", { net }));
    if (shown !== own) return;
    if (x === undefined) {
      const [low, high] = [Math.min(...own.x), Math.max(...own.x)];
      const margin = Math.max((high - low) * 0.08, 0.25);
      range =
        net === "eight"
          ? [Math.floor(low - margin), Math.ceil(high + margin)]
          : [low - margin, high + margin];
    } else range = [Math.min(range[0], -1, ...x), Math.max(range[1], 9, ...x)];
    showSpread(scene, { own, edge, most, range, cursor });
  }

  scene.update();
}
