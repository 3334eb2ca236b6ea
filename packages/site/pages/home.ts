import { cutView } from "../src/explore/compute/cut.ts";
import { drawNetwork } from "../src/explore/draw/network.ts";
import { percent } from "../src/explore/format.ts";

/** What a reader sees first: a claim, ways in, and the small network of the page pruned by the library while the site is built. */
export function hero(): string {
  const { layers, moved, removed, weights, loss, dense } = cutView({
    seed: 3,
    ratio: 0.5,
    strategy: "elimination-compensation",
    compensation: "own",
    stages: 1,
  });
  const drawing = drawNetwork({
    layers,
    names: ["t", "x", "u"],
    moved,
    width: 520,
    height: 360,
    label: `A network with ${removed} of its ${weights} weights removed, and biases that moved`,
  });
  return `<section class="hero stage-like">
<div>
<p class="claim">Remove a weight, and its bias takes over.</p>
<p>Espalier prunes trained neural networks exactly as the mathematics says, in TypeScript, from the ground up. Try it here before you install anything.</p>
<p class="ways"><a class="main-way" href="explore/">Prune a network by hand</a><a href="check/">Check a derivative</a><a href="guide/">Read the guide</a></p>
</div>
<figure class="hero-picture">${drawing}<figcaption>${removed} of ${weights} weights are gone, ${percent(removed / weights)}, and the error is ${(loss / dense).toFixed(2)} times what it was. An arc shows how far a bias moved.</figcaption></figure>
</section>
`;
}

/** What a reader sees at an address that is not there. */
export const missing =
  "<h1>There is no page at this address</h1>\n<p>Use the search at the top, or start at the overview.</p>";
