import { list, table, text } from "../report/document.ts";
import type { Document, Table } from "../report/document.ts";
import { scientific, showCount, showSeconds } from "../report/numbers.ts";
import { costFigure } from "./figure.ts";
import { fitOf, methods, pointsOf, quantities, SAMPLES } from "./study.ts";
import type { CostStudy, MethodName, Point, Quantity } from "./study.ts";

/** docs/costs.md: everything on it comes from the study. */
export const pageOf = (study: CostStudy): Document => ({
  title: "What the scores cost",
  lead: [
    "Scoring every weight by the proposed method should cost about one backpropagation; equation (3) evaluated literally costs a forward pass of all " +
      "samples for each weight. The paper says so and leaves it unmeasured ([arXiv:2602.20467](https://arxiv.org/abs/2602.20467), sections 3 " +
      "and 4.2). Here both are measured, and our evaluation of (3) between them, on networks w-w-w-w-10 of 10³ to 10⁶ weights.",
  ],
  sections: [
    {
      title: "How costs grow",
      blocks: [
        costFigure(study),
        powers(study),
        text(
          "An exponent is that of a power law fitted to all networks on which every weight was scored, with its interval of 95 %. On small networks a call " +
            `takes longer than its arithmetic, so seconds grow more slowly than operations. ${growth(study)}`,
        ),
      ],
    },
    { title: "Seconds", blocks: [tableOf(study, "seconds", showSeconds)] },
    {
      title: "Floating-point operations",
      blocks: [
        tableOf(study, "operations", (value) => scientific(value, 2)),
        text(
          `Both for ${showCount(SAMPLES)} samples: measured on ${samplesUsed(study)}, and scaled, since all three take time in proportion to ` +
            "their samples. A number after ≈ is extrapolated from the weights that there was time to remove, evenly spread; each costs the same. " +
            "Seconds are those of the processor, for the one thread that works. Operations are two for each multiply-add, counted as it ran; terms that are 0 " +
            "count, activations do not. The part of the naive form that serves all weights is left out.",
        ),
        list([
          "`elimination-compensation` goes forward once, back once for each of the 10 outputs, and sums two moments for each weight.",
          "`nonlinear` is our exact evaluation of (3). As the signal of a neuron moves, the outputs follow a path of straight pieces. The path " +
            "serves all weights of the neuron; the cost is that of the pieces, each a pass through the layers behind it.",
          "`naive` is `forward` of all samples for each weight, by the same kernels as everything else.",
        ]),
        text(
          `\`npm run costs\` wrote this page on ${study.date.slice(0, 10)}: ${study.machine.cpu}, ${study.machine.cores} cores, of which one is used; Node ${study.machine.node}. Weights and samples are ` +
            "random, in f32, with PReLU. [costs.json](costs.json) has every number.",
        ),
      ],
    },
  ],
});

function powers(study: CostStudy): Table {
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
  return table("", ["", "exponent of seconds", "exponent of operations"], rows);
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
    .map((method) => `\`${method}\` takes ${times(method, 0)} and ${times(method, -1)} times`);
  return `On networks of ${first} and of ${last} weights, ${others.join("; ")} the seconds of the proposed method.`;
}

function tableOf(study: CostStudy, quantity: Quantity, show: (value: number) => string): Table {
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
  return table("", ["network", "weights", ...methods], rows);
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
