import { text } from "@espalier/pages";
import type { Block } from "@espalier/pages";
import { logAxis, lookChannels } from "@espalier/pages/figures";
import { looksInTurn } from "@espalier/pages/looks";
import { meanOf } from "@espalier/pages/statistics";
import { TUNED } from "./cells.ts";
import type { Cells } from "./cells.ts";

/** The largest ratio, where effort matters most. */
const RATIO = 0.98;

/** Loss against passes over the samples, for one network of each case: that on which the most methods were measured. */
export function frontier(all: readonly Cells[]): Block[] {
  const byCase = Map.groupBy(all, ({ measured }) => measured.case);
  const shown = [...byCase.values()].map((own) =>
    own.reduce((most, each) => (namesOf(each).length > namesOf(most).length ? each : most)),
  );
  const names = [...new Set(shown.flatMap(namesOf))];
  if (names.length < 2) return [text("Not measured yet.")];
  const { color, shape } = lookChannels("name", looksInTurn(names), 2);
  const panels = shown.map((cells) => ({
    width: 400,
    height: 320,
    title: cells.measured.label,
    data: {
      values: namesOf(cells).map((name) => ({
        name,
        passes: meanOf(cells.passes(name, RATIO)),
        loss: meanOf(cells.losses(name, RATIO)),
      })),
    },
    mark: { type: "point" as const, filled: true, opacity: 1, size: 110 },
    encoding: {
      x: logAxis("passes over the samples", "passes"),
      y: logAxis("test loss", "loss"),
      color,
      shape,
    },
  }));
  return [
    {
      kind: "figure",
      name: "frontier",
      title: "What effort buys",
      caption: `Mean test loss with ${100 * RATIO} % of the weights removed, against passes over the training samples. “${TUNED}” and “on labels” see labels; the others see none.`,
      spec: { spacing: 90, bounds: "flush", hconcat: panels },
    },
  ];
}

/** The methods that pass over the samples at the ratio of the figure. */
const namesOf = ({ names, losses, passes }: Cells): string[] =>
  names.filter((name) => losses(name, RATIO).size > 0 && meanOf(passes(name, RATIO)) > 0);
