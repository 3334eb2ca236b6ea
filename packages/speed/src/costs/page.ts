import { stringifyRows } from "@espalier/pages/results";
import { table } from "@espalier/pages";
import type { Table } from "@espalier/pages";
import type { SlotPage } from "@espalier/pages/slot-page";
import { scientific, showCount, showSeconds } from "@espalier/pages/numbers";
import { costFigure } from "./figure.ts";
import { costStudy, fitOf, methods, pointsOf, quantities, SAMPLES } from "./study.ts";
import type { CostStudy, MethodName, Point, Quantity } from "./study.ts";

/** docs/costs.md. */
export const costsPage: SlotPage<typeof costStudy> = {
  name: "costs",
  schema: costStudy,
  toJson: ({ points, ...head }) => stringifyRows(head, { points }),
  figure: costFigure,
  slots: (study) => ({
    figure: [costFigure(study)],
    exponents: [powers(study)],
    growth: growth(study),
    seconds: [tableOf(study, "seconds", showSeconds)],
    operations: [tableOf(study, "operations", (value) => scientific(value, 2))],
    samples: showCount(SAMPLES),
    used: samplesUsed(study),
    machine: `${study.date.slice(0, 10)}: ${study.machine.cpu}, ${study.machine.cores} cores, of which one is used; Node ${study.machine.node}`,
  }),
};

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

/** How many times as long each of the others takes, on the smallest and on the largest network. */
function growth(study: CostStudy): string {
  const times = (method: MethodName, at: number): string => {
    const [own, proposed] = [method, methods[0]].map((name) => pointsOf(study, name).at(at));
    if (own === undefined || proposed === undefined) return "";
    const { of } = quantities.seconds;
    return showCount(Number((of(own) / of(proposed)).toPrecision(2)));
  };
  const [first, last] = [0, -1].map((at) => showCount(pointsOf(study, methods[0]).at(at)?.weights ?? 0));
  const [one, ...others] = methods.slice(1);
  const more = others.map((method) => ` and \`${method}\` ${times(method, 0)} times`).join("");
  const onLargest = [one, ...others].map((method) => times(method, -1)).join(" and ");
  return `At ${first} weights \`${one}\` takes ${times(one, 0)} times as long as the proposed method${more}; at ${last} weights, ${onLargest} times.`;
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
