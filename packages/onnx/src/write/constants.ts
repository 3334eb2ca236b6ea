import { tensor } from "@espalier/tensor";
import type { Graph } from "@espalier/network";
import type { OnnxDetails } from "@espalier/files";
import { intAttribute } from "./attributes.ts";
import type { Plan } from "./plan.ts";

/** The constants of a graph, written where they are used. */
export interface Constants {
  /** One row, [width], which sums and products stretch. */
  readonly rowOf: (name: string) => string;
  /** A row for each sample, [n, width]. */
  readonly rowsOf: (name: string) => string;
}

export function constantsIn(
  plan: Plan,
  { nodes }: Graph,
  { inputs: [input], isOneSample }: OnnxDetails,
): Constants {
  const stored = new Map<string, string>();
  const once = (key: string, build: () => string): string => {
    const name = stored.get(key) ?? build();
    stored.set(key, name);
    return name;
  };
  const valuesOf = (name: string): readonly number[] =>
    nodes.flatMap((node) => (node.name === name && node.op === "constant" ? node.values : []));
  const rowCalled = (name: string, wish: string): string =>
    plan.store(plan.fresh(wish), tensor([...valuesOf(name)], plan.dtype));
  const samples = (): string =>
    once("samples", () =>
      plan.node("Gather", [plan.node("Shape", [input.name], "shape"), plan.list("first", [0])], "samples", [
        intAttribute("axis", 0),
      ]),
    );
  return {
    rowOf: (name) => once(`row ${name}`, () => rowCalled(name, name)),
    rowsOf: (name) =>
      once(`rows ${name}`, () => {
        const width = plan.list(`${name}.width`, [valuesOf(name).length]);
        const number = isOneSample ? plan.list("one", [1]) : samples();
        const shape = plan.node("Concat", [number, width], `${name}.shape`, [intAttribute("axis", 0)]);
        return plan.node("Expand", [rowCalled(name, `${name}.row`), shape], name);
      }),
  };
}
