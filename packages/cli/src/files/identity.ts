import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { spanOf } from "@espalier/prune";
import type { Network } from "@espalier/prune";
import { networkBytes } from "@espalier/formats/statistics";
import type { StatisticsOrigin } from "@espalier/formats/statistics";
import { dtypeOf } from "@espalier/tensor";

/** The version of this program. */
export const version: string = (
  JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
    readonly version: string; // our own file
  }
).version;

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
