import { ask } from "../ask.ts";
import type { CutResult } from "../compute/cut.ts";
import { drawField } from "../draw/field.ts";
import { drawLegend } from "../draw/legend.ts";
import { drawLosses } from "../draw/losses.ts";
import { drawPruned } from "../draw/stage.ts";
import { show } from "../format.ts";
import type { Scene } from "../scene.ts";
import { chartWidth } from "../width.ts";
import type { LossCurves } from "./prune-curves.ts";
import { tenths, WEIGHTS } from "./prune-state.ts";
import type { PruneState } from "./prune-state.ts";

/** Draws scene d: its controls, the network, the fields, the curves, the sentence, the table and the code. */
export interface PruneView {
  /** @param when what the loss is measured after, such as `right after pruning` */
  readonly show: (result: CutResult, when: string) => void;
  readonly showCurves: (result: CutResult) => void;
}

export function viewOf(scene: Scene<PruneState>, curves: LossCurves): PruneView {
  function showAll(result: CutResult, when: string): void {
    showControls(result);
    scene.part("network", HTMLElement).innerHTML = drawPruned(result, chartWidth());
    showCurves(result);
    drawField(scene.part("after", HTMLCanvasElement), result.field, 1);
    scene.watch(showDense());
    showKept(result);
    scene.say(
      `${result.removed} of ${result.weights} weights are removed. The loss is ${show(result.loss)} ${when}, ${times(result.loss / result.dense)} that of the dense network.`,
    );
    showNumbers(result);
    showCode(result);
  }

  function showControls({ removed }: CutResult): void {
    const { ratio, by, comp, stages, seed } = scene.state;
    scene.showSlider("ratio", ratio, `${removed} of ${WEIGHTS} weights removed`);
    for (const [name, value] of Object.entries({ by, comp, stages }))
      scene.part(name, HTMLSelectElement).value = value;
    scene.part("seed", HTMLInputElement).value = String(seed);
  }

  function showCurves({ removed, weights, loss, dense }: CutResult): void {
    const drawn = curves.drawn();
    scene.part("losses", HTMLElement).innerHTML = drawLosses(
      [...curves.older(), ...drawn],
      dense,
      [removed / weights, loss],
      chartWidth(),
    );
    scene.part("legend", HTMLElement).innerHTML = drawLegend(drawn);
  }

  async function showDense(): Promise<void> {
    const { seed } = scene.state;
    drawField(scene.part("before", HTMLCanvasElement), await ask("denseField", { seed }), 1);
  }

  /** A bar a layer, of the weights that are kept in it. */
  function showKept({ kept, layers }: CutResult): void {
    scene.part("kept", HTMLElement).replaceChildren(
      ...kept.map((count, k) => {
        const all = layers[k].rows * layers[k].columns;
        const bar = document.createElement("i");
        bar.style.setProperty("--share", `${(100 * count) / all}%`);
        const line = document.createElement("p");
        line.append(`Layer ${k + 1}`, bar, `${count} of ${all} kept`);
        return line;
      }),
    );
  }

  function showNumbers({ removed, kept, loss, dense, moved }: CutResult): void {
    scene.tabulate(
      ["quantity", "value"],
      [
        ["removed", removed],
        ...kept.map((count, k): [string, number] => [`kept in layer ${k + 1}`, count]),
        ["loss", loss],
        ["loss of the dense network", dense],
        ...moved.flatMap((row, k) =>
          row.map((value, i): [string, number] => [`bias ${i + 1} of layer ${k + 1} moved by`, value]),
        ),
        ...[...curves.losses].flatMap(([name, { points }]) =>
          tenths.flatMap((tenth): [string, number][] => {
            const at = points.get(tenth);
            return at === undefined ? [] : [[`loss of ${name} without ${tenth} weights`, at]];
          }),
        ),
      ],
    );
  }

  function showCode({ removed }: CutResult): void {
    const { ratio, by, comp, stages } = scene.state;
    scene.fillCode({
      ratio: String(Number(ratio.toPrecision(4))),
      strategy: `"${by}"`,
      compensation: comp === "own" ? "undefined" : `"${comp}"`,
      steps: stages === "1" ? "undefined" : stages,
      "claim-0": String(removed),
    });
  }

  return { show: showAll, showCurves };
}

const times = (factor: number): string =>
  factor < 1.005 && factor > 0.995 ? "equal to" : `${show(factor)} times`;
