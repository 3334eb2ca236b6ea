// The memory that scoring a long stream of samples takes.
import { useFastKernels } from "@espalier/tensor";
import { streamTenMillion } from "./memory.ts";
import type { Stream } from "./results.ts";

const [samples] = process.argv.slice(2);
await useFastKernels();
const { scores: _, workers: __, ...report } = await streamTenMillion({ samples: Number(samples) });
const result: Stream = report;
process.stdout.write(JSON.stringify(result));
