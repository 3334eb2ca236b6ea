import { FormatError } from "@espalier/tensor";
import { amount, count, whole } from "../fields.ts";
import { list, object, oneOf, refuse, text } from "../readers.ts";
import type { Reader } from "../readers.ts";
import { readEnvironment } from "../results-schema.ts";
import type { AloneRow, CostsFile, CostsRow } from "./costs.ts";

const row: Reader<CostsRow> = object(
  { experiment: text, seed: whole, strategy: text },
  { scores: amount, removal: amount, training: amount },
);

const alone: Reader<AloneRow> = object(
  { experiment: text, strategy: text, scores: amount },
  { forwardPasses: amount, reverseSweeps: amount, multiplyAdds: amount, peakBytes: amount },
);

const body: Reader<CostsFile> = object({
  format: oneOf("espalier-costs"),
  version: oneOf(1),
  part: text,
  environment: readEnvironment,
  workers: count,
  rows: list(row),
  alone: list(alone),
});

/**
 * Reads a costs.json.
 *
 * @throws FormatError naming the field
 */
export function parseCosts(content: string): CostsFile {
  let json: unknown;
  try {
    json = JSON.parse(content);
  } catch (error) {
    throw new FormatError("costs", "JSON", error instanceof Error ? error.message : String(error));
  }
  const { format } = (json ?? {}) as Partial<CostsFile>; // only compared, and then read properly
  if (format !== "espalier-costs") refuse("format", '"espalier-costs"', format);
  return body("", json);
}
