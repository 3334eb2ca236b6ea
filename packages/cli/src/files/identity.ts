import { createHash } from "node:crypto";
import { spanOf } from "@espalier/prune";
import type { Network } from "@espalier/prune";
import { networkBytes } from "@espalier/formats/statistics";
import type { StatisticsOrigin } from "@espalier/formats/statistics";
import { dtypeOf } from "@espalier/tensor";
import { version } from "./version.ts";

/** The SHA-256 of the numbers of a network, in hex. */
export function identityOf(network: Network): string {
  const hash = createHash("sha256");
  for (const bytes of networkBytes(network)) hash.update(bytes);
  return hash.digest("hex");
}

/** What statistics of a network that this program computes are of. */
export const originOf = (
  network: Network,
  { metric, divide }: Pick<StatisticsOrigin, "metric" | "divide">,
): StatisticsOrigin & {
  /** Samples in a span. */
  readonly span: number;
} => ({
  network: identityOf(network),
  precision: dtypeOf(network.layers[0].weight),
  metric,
  divide,
  producer: `espalier ${version}`,
  span: spanOf(network),
});
