import { table } from "../performance/page/table.ts";
import { showCount, showSeconds } from "../report/numbers.ts";
import { scientific } from "../report/figures/ticks.ts";
import { fitOf, methods, pointsOf } from "./fits.ts";
import { quantities, SAMPLES } from "./study.ts";
import type { CostStudy, MethodName, Point, Quantity } from "./study.ts";

/** What is drawn, for those who have it read out. */
export const caption: string =
  "Seconds (left) and floating-point operations (right) of scoring all weights of a network, against the number of its weights. Lines are fitted power " +
  "laws, through the filled points; of hollow points some weights were removed, and the others extrapolated.";

/** docs/costs.md: everything on it comes from the study. */
export function pageOf(study: CostStudy): string {
  const { machine, date } = study;
  return `# What the scores cost

Scoring every weight by the proposed method should cost about one backpropagation; equation (3) evaluated as it is written, a forward pass of all
samples for each weight. The paper says so and leaves it unmeasured ([arXiv:2602.20467](https://arxiv.org/abs/2602.20467), sections 3
and 4.2). Here both are measured, and our evaluation of (3) between them, on networks w-w-w-w-10 of 10³ to 10⁶ weights.

![${caption}](costs.svg)

${powers(study)}

An exponent is that of a power law fitted to all networks on which every weight was scored, with its interval of 95 %. On small networks a call
takes longer than its arithmetic, so seconds grow more slowly than operations.
${growth(study)}

## Seconds

${tableOf(study, "seconds", showSeconds)}

## Floating-point operations

${tableOf(study, "operations", (value) => scientific(value, 2))}

Both for ${showCount(SAMPLES)} samples: measured on ${samplesUsed(study)}, and scaled, since all three take time in proportion to
their samples. A number after ≈ is extrapolated: so many weights were removed as there was time for, evenly spread, and each costs the same.
Seconds are those of the processor, for the one thread that works. Operations are two for each multiply-add, counted as it ran; terms that are 0
count, activations do not. What the naive form computes once for all weights is left out.

- \`elimination-compensation\` goes forward once, back once for each of the 10 outputs, and sums two moments for each weight.
- \`nonlinear\` is our exact evaluation of (3). As the signal of a neuron moves, the outputs follow a path of straight pieces, which is
  walked once for all weights of the neuron; so its cost is that of the pieces, each a pass through the layers behind it.
- _naive_ is \`forward\` of all samples for each weight, by the same kernels as everything else.

Written by \`npm run costs\` on ${date.slice(0, 10)}: ${machine.cpu}, ${machine.cores} cores, of which one is used; Node ${machine.node}. Weights and samples are
drawn at random, in f32, with PReLU. [costs.json](costs.json) has every number.
`;
}

function powers(study: CostStudy): string {
  const exponents = (quantity: Quantity) => (method: MethodName) => {
    const fit = fitOf(study, method, quantity);
    if (fit === undefined) return "–";
    const { exponent, margin } = fit;
    return `${exponent.toFixed(2)}${margin === undefined ? "" : ` ± ${margin.toFixed(2)}`}`;
  };
  const rows = methods.map((method) => [
    method,
    exponents("seconds")(method),
    exponents("operations")(method),
  ]);
  return table(["", "exponent of seconds", "exponent of operations"], rows);
}

/** How many times as much each of the others is, on the smallest and on the largest network. */
function growth(study: CostStudy): string {
  const times = (method: MethodName, at: number): string => {
    const [own, proposed] = [method, methods[0]].map((name) => pointsOf(study, name).at(at));
    if (own === undefined || proposed === undefined) return "";
    const { of } = quantities.seconds;
    return showCount(Number((of(own) / of(proposed)).toPrecision(2)));
  };
  const [first, last] = [0, -1].map((at) => showCount(pointsOf(study, methods[0]).at(at)?.weights ?? 0));
  const others = methods
    .slice(1)
    .map((method) => `_${method}_ ${times(method, 0)} and ${times(method, -1)} times`);
  return `With ${first} and with ${last} weights, ${others.join(", and ")} the seconds of the proposed method.`;
}

function tableOf(study: CostStudy, quantity: Quantity, show: (value: number) => string): string {
  const cell = (point: Point | undefined): string => {
    if (point === undefined) return "–";
    const value = show(quantities[quantity].of(point));
    return point.removed === undefined ? value : `≈ ${value}`;
  };
  const proposed = pointsOf(study, methods[0]);
  const rows = proposed.map(({ sizes, weights }) => [
    sizes.join("-"),
    showCount(weights),
    ...methods.map((method) => cell(pointsOf(study, method).find((point) => point.weights === weights))),
  ]);
  return table(["network", "weights", ...methods], rows);
}

/** `1,024 (elimination-compensation), 1,024 to 16 (nonlinear), 256 (naive)` */
const samplesUsed = (study: CostStudy): string =>
  methods
    .map((method) => {
      const used = [...new Set(pointsOf(study, method).map(({ samples }) => samples))];
      const ends = used.length === 1 ? used : [Math.max(...used), Math.min(...used)];
      return `${ends.map(showCount).join(" to ")} (${method})`;
    })
    .join(", ");
