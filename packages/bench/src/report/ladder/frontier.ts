import { text } from "@espalier/pages";
import type { Block } from "@espalier/pages";
import { logAxis, lookChannels } from "@espalier/pages/figures";
import { looksInTurn } from "@espalier/pages/looks";
import { meanOf } from "@espalier/pages/statistics";
import { TUNED } from "./cells.ts";
import type { Cells } from "./cells.ts";

/** The largest ratio, where effort matters most. */
const RATIO = 0.98;

/** Loss against passes over the samples, for every method of the networks on which the most methods were measured. */
export function frontier(all: readonly Cells[]): Block[] {
  const most = Math.max(...all.map(({ names }) => names.length));
  const shown = all.filter(({ names, ratios }) => names.length === most && ratios.includes(RATIO));
  const names = [...new Set(shown.flatMap((cells) => cells.names))].filter((name) => name !== "bias");
  if (shown.length === 0 || names.length < 2) return [text("Not measured yet.")];
  const { color, shape } = lookChannels("name", looksInTurn(names), 3);
  const panels = shown.slice(0, 2).map((cells) => ({
    width: 400,
    height: 320,
    title: cells.measured.label,
    data: {
      values: names.flatMap((name) => {
        const [losses, passes] = [cells.losses(name, RATIO), cells.passes(name, RATIO)];
        return losses.size === 0 ? [] : [{ name, passes: meanOf(passes), loss: meanOf(losses) }];
      }),
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
