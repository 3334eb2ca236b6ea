import { ValueError } from "@espalier/tensor";
import type { Network } from "../graph/graph.ts";

/**
 * Refuses several outputs where a softmax is taken: it would go over the columns of all of them together, and each has classes of its own.
 *
 * @param what needs the softmax, such as `the metric softmax`
 * @param otherwise what does without one
 * @throws ValueError naming the outputs
 */
export function checkOneSoftmax(who: string, { graph }: Network, what: string, otherwise: string): void {
  const outputs = graph?.outputs ?? [];
  if (outputs.length < 2) return;
  const names = outputs.slice(0, 5).map(({ name }) => JSON.stringify(name.slice(0, 60)));
  throw new ValueError(
    who,
    `a network of one output, for ${what} (choose an output of the file by --output NAME), or ${otherwise}`,
    `${outputs.length} outputs: ${names.join(", ")}${outputs.length > 5 ? ", …" : ""}`,
  );
}

/**
 * {@link checkOneSoftmax} for a metric.
 *
 * @throws ValueError for the metric softmax and several outputs
 */
export function checkMetric(who: string, network: Network, metric: string | undefined): void {
  if (metric === "softmax") checkOneSoftmax(who, network, "the metric softmax", "the metric outputs");
}
