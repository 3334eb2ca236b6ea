import { ask, newest } from "../ask.ts";
import type { Edge } from "../compute/edge.ts";
import type { Factors, Spread } from "../compute/spread.ts";
import { drawArea, factorNames } from "../draw/areas.ts";
import { drawChoice } from "../draw/stage.ts";
import { drawSpread, spreadScale } from "../draw/spread.ts";
import { announced, choosable, edgeKey, within } from "../edges.ts";
import { show } from "../format.ts";
import { oneOf, optional } from "../link.ts";
import type { Keys } from "../link.ts";
import { Scene } from "../scene.ts";
import { chartWidth } from "../width.ts";
import { inputNames, layersOf, shapes } from "../shapes.ts";
import type { ModelName } from "../models/index.ts";

interface State {
  readonly net: ModelName;
  readonly edge: Edge;
  /** Values that the reader gave the input; undefined for its own. */
  readonly x: readonly number[] | undefined;
  readonly g: "own" | "1";
}

const keys: Keys<State> = {
  net: oneOf(["eight", "soil"], "eight"),
  edge: edgeKey({ layer: 0, row: 0, column: 0 }, layersOf),
  x: optional<readonly number[]>({
    initial: [],
    parse: (text, others) => {
      if (others?.get("net") === "soil") return undefined; // whose samples stay
      const values = text.split(",").map((each) => (each.trim() === "" ? NaN : Number(each)));
      return values.length === 8 && values.every((value) => Math.abs(value) <= 1000) ? values : undefined;
    },
    show: (values: readonly number[]) =>
      values.map((value) => String(Number(value.toPrecision(6)))).join(","),
  }),
  g: oneOf(["own", "1"], "own"),
};

/** The width of the plot of the samples in its own units. */
const plotWidth = (): number => (chartWidth() < 600 ? 360 : 520);

/** Scene c: the compensation is a mean and the importance a variance. */
export function meanAndVariance(): void {
  const scene = new Scene<State>("c", keys, () => update());
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
    render(own, edge, most);
  }

  function render(own: Spread, edge: Edge, most: Factors): void {
    const { net, g, x } = scene.state;
    scene.part("net", HTMLSelectElement).value = net;
    flat.checked = g === "1";
    scene.part("constant", HTMLButtonElement).disabled = net !== "eight";
    scene.part("restore", HTMLButtonElement).hidden = x === undefined;
    const isSmall = net === "eight";
    network.innerHTML = drawChoice(net, edge, false);
    const about = announced(edge, own.weight, own.importance);
    network.setAttribute("aria-label", `Network. Chosen: ${about}`);
    scene.part("one", HTMLElement).hidden = !isSmall;
    sample.selectedIndex = cursor;
    if (document.activeElement !== valueBox) valueBox.value = String(own.x[cursor] ?? "");
    const name =
      edge.layer === 0
        ? `input ${inputNames[net][edge.column]}`
        : `input from neuron ${edge.column + 1} of layer ${edge.layer}`;
    plot.innerHTML = drawSpread({
      ...own,
      name,
      range,
      cursor: isSmall ? cursor : undefined,
      width: plotWidth(),
    });
    const factors = { ...own, weight: own.weight ** 2 };
    for (const factor of factorNames) {
      scene.part(`factor-${factor}`, HTMLElement).textContent = show(factors[factor]);
      scene.part(`area-${factor}`, HTMLElement).innerHTML = drawArea(factor, factors, most);
    }
    scene.say(sentence(own), about);
    scene.tabulate(
      ["sample", "x", "G"],
      [
        ...own.x.map((value, n): [string, number, number] => [String(n + 1), value, own.g[n]]),
        ["mean of x under G", own.mean, ""],
        ["variance of x under G", own.variance, ""],
        ["plain mean of x", own.plainMean, ""],
        ["W", own.weight, ""],
        ["E[G]", own.energy, ""],
        ["δ = W × mean", own.delta, ""],
        ["I = W² × E[G] × variance", own.importance, ""],
      ],
    );
    scene.fillCode({
      model: net,
      layer: String(edge.layer),
      row: String(edge.row),
      column: String(edge.column),
      "claim-0": `[${own.mean}, ${own.variance}]`,
    });
  }

  function sentence({ energy, variance, delta, importance, mean, plainMean }: Spread): string {
    if (energy === 0)
      return "No output depends on this neuron: every G is 0, and so is the importance. The bias gets the plain mean.";
    if (variance === 0)
      return `The input has one value wherever the outputs depend on the neuron. A bias change of ${show(delta)} replaces the weight exactly: the importance is 0.`;
    const apart = Math.abs(mean - plainMean) > 1e-9 ? `, while the plain mean is ${show(plainMean)}` : "";
    return `The bias gets W times the mean, δ = ${show(delta)}${apart}. What the bias cannot follow is the spread around it: I = ${show(importance)}.`;
  }

  scene.update();
}
