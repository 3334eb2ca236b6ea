import { fitPower } from "./fit.ts";
import type { Power } from "./fit.ts";
import { quantities } from "./study.ts";
import type { CostStudy, MethodName, Point, Quantity } from "./study.ts";

export const methods: readonly MethodName[] = ["elimination-compensation", "nonlinear", "naive"];

export const pointsOf = ({ points }: CostStudy, method: MethodName): Point[] =>
  points.filter((point) => point.method === method);

/** The power law of a method, through what was measured whole; undefined of less than two points. */
export function fitOf(study: CostStudy, method: MethodName, quantity: Quantity): Power | undefined {
  const points = pointsOf(study, method)
    .filter(({ removed }) => removed === undefined)
    .map((point) => ({ N: point.weights, y: quantities[quantity].of(point) }));
  return points.length < 2 ? undefined : fitPower(points);
}
