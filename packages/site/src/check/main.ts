import { check, flatSpec, showReport } from "@espalier/check";
import { show } from "../explore/format.ts";
import { number, whole } from "../explore/link.ts";
import type { Key, Keys } from "../explore/link.ts";
import { Scene } from "../explore/scene.ts";
import { chartWidth } from "../explore/width.ts";
import { ExpressionError, parse } from "./expression.ts";
import { drawSteps, stepErrors } from "./steps.ts";

interface State {
  readonly f: string;
  readonly slope: string;
  readonly low: number;
  readonly high: number;
  readonly x: number;
  readonly seed: number;
}

const anyText = (initial: string): Key<string> => ({
  initial,
  parse: (text) => (text.length <= 200 ? text : undefined),
  show: (text) => text,
});

const keys: Keys<State> = {
  f: anyText("x * exp(-x^2)"),
  slope: anyText("(1 - 2x^2) * exp(-x^2)"),
  low: number(-4, -1e9, 1e9),
  high: number(4, -1e9, 1e9),
  x: number(0.7, -1e9, 1e9),
  seed: whole(1, 0, 999_999),
};

/** A function, and what its derivative is said to be. */
const samples: Readonly<Record<string, Partial<State>>> = {
  right: { f: keys.f.initial, slope: keys.slope.initial, x: 0.7 },
  sign: { f: "sin(x)", slope: "-cos(x)", x: 1 },
  factor: { f: "tanh(3x)", slope: "1 - tanh(3x)^2", x: 0.3 },
  half: { f: "x^3", slope: "3x * abs(x)", x: -1 },
  small: { f: "exp(x)", slope: "exp(x) * 1.0000001", x: 1 },
};

const scene = new Scene<State>("k", keys, update);
const fields = ["f", "slope"] as const;
const numbers = ["low", "high", "x", "seed"] as const;
for (const name of fields) {
  const box = scene.part(name, HTMLInputElement);
  box.addEventListener("input", () => scene.set({ [name]: box.value }));
}
for (const name of numbers) {
  const box = scene.part(name, HTMLInputElement);
  box.addEventListener("change", () => {
    const value = keys[name].parse(box.value);
    if (value !== undefined) scene.set({ [name]: value });
  });
}
for (const button of scene.root.querySelectorAll<HTMLButtonElement>("[data-sample]"))
  button.addEventListener("click", () =>
    scene.set({ ...samples[button.dataset["sample"] ?? ""], low: -4, high: 4 }),
  );

function update(): void {
  const { f: text, slope: claimed, low, high, x, seed } = scene.state;
  for (const name of [...fields, ...numbers]) {
    const box = scene.part(name, HTMLInputElement);
    if (document.activeElement !== box) box.value = String(scene.state[name]);
  }
  const error = scene.part("error", HTMLElement);
  try {
    if (!(low < high))
      throw new ExpressionError(
        `expected a range from a smaller to a larger number; received ${low} to ${high}`,
      );
    const [f, slope] = [parse(text), parse(claimed)];
    const spec = flatSpec({
      name: "f",
      length: [1, 3],
      domain: { low, high },
      f: (values) => values.map(f),
      vjp: (values, yBar) => yBar.map((each, at) => each * slope(values[at])),
    });
    const report = check(spec, { seed });
    const steps = stepErrors(f, slope(x), x);
    scene.part("report", HTMLElement).textContent = showReport(report);
    scene.part("verdict", HTMLElement).dataset["verdict"] = report.passed ? "right" : "wrong";
    scene.part("verdict", HTMLElement).textContent = report.passed ? "No counterexample found" : "Refuted";
    scene.part("steps", HTMLElement).innerHTML = drawSteps(steps, chartWidth());
    const finite = steps.filter((each) => Number.isFinite(each.error));
    const best = finite.reduce((least, each) => (each.error < least.error ? each : least), finite[0]);
    scene.say(
      `${report.passed ? "Nothing refutes f′" : "f′ is refuted"}. At x = ${show(x)} the central difference comes within ${show(best?.error ?? Infinity)} of it, with the step ${show(best?.h ?? 0)}.`,
    );
    scene.tabulate(
      ["step h", "error of the difference"],
      steps.map(({ h, error: off }) => [String(h), off]),
    );
    scene.fillCode({ "claim-0": String(report.passed) });
    error.hidden = true;
  } catch (problem) {
    // What the reader types is unfinished most of the time: the last report stays.
    error.hidden = false;
    error.textContent = problem instanceof Error ? problem.message : "It did not work.";
  }
}

update();
