import { initialNetwork, prune, seededRandom } from "@espalier/prune";

const network = initialNetwork({ sizes: [2, 4, 1], random: seededRandom(1) });
const { removed, weights } = prune(
  network,
  [
    [0, 1],
    [1, 0],
    [1, 1],
  ],
  { ratio: 0.5 },
);
export const result: string = `${removed} of ${weights}`;
