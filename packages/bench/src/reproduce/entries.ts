import type { Network } from "@espalier/prune";
import type { Desk } from "./desk.ts";
import { keptOf, pictureOf, qualityOf, truePicture } from "./measure.ts";
import type { Damage, Entry, NetworkRow } from "./results.ts";

/** Which network of an experiment and a seed. */
export type Place = Pick<NetworkRow, "strategy" | "ratio" | "stage">;

/** What the results say of a network: its row, and its picture where one is kept. */
export function entriesOf(desk: Desk, network: Network, place: Place, damage?: Damage): Entry[] {
  const { strategy, ratio, stage } = place;
  const row: NetworkRow = {
    seed: desk.seed,
    strategy,
    ratio,
    stage,
    ...qualityOf(desk, network),
    kept: keptOf(network),
    ...damage,
  };
  return [{ list: "rows", row }, ...picturesOf(desk, network, place)];
}

function picturesOf(desk: Desk, network: Network, { strategy, ratio, stage }: Place): Entry[] {
  const { pictureRatio } = desk.experiment;
  if (pictureRatio === undefined || desk.seed !== 0) return [];
  if (stage !== "baseline" && ratio !== pictureRatio) return [];
  const picture: Entry = { list: "pictures", row: { strategy, stage, values: pictureOf(desk, network) } };
  if (stage !== "baseline") return [picture];
  return [{ list: "pictures", row: { strategy, stage: "truth", values: truePicture(desk) } }, picture];
}
