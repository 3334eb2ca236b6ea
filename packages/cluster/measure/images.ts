import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { writeNpy } from "@espalier/formats/npy";
import { seededRandom } from "@espalier/tensor";

/** Writes bytes as an .npy file of rows, a part at a time. */
export async function writeImages(path: string, samples: number): Promise<void> {
  const header = Buffer.from(
    writeNpy({ shape: [1, 784], data: new Float64Array(784) }).subarray(0, 128),
  ).toString("latin1");
  const room = "(1, 784)".length;
  const shape = `(${samples}, 784)`;
  const text = header
    .replace("<f8", "|u1")
    .replace(/\(1, 784\)(.*?) {1}( *\n)$/, (_, rest: string, end: string) => `${shape}${rest}${end}`);
  const padded = `${text.slice(0, -1).trimEnd().padEnd(127)}\n`;
  if (padded.length !== 128 || shape.length < room) throw new Error("a header of 128 bytes");
  const file = createWriteStream(path);
  file.write(Buffer.from(padded, "latin1"));
  const random = seededRandom(1);
  const block = new Uint8Array(784 * 1024);
  for (let at = 0; at < samples; at += 1024) {
    for (let p = at === 0 ? 0 : block.length; p < block.length; p++)
      block[p] = random() < 0.2 ? 256 * random() : 0;
    if (!file.write(block.slice(0, 784 * Math.min(1024, samples - at)))) await once(file, "drain");
  }
  file.end();
  await once(file, "finish");
}
