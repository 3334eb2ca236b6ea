// A process of its own that measures the tiny part, to be killed: node reproduce-tiny.ts <folder> <workers>
import { runTiny } from "./run-tiny.ts";

const [folder, workers] = process.argv.slice(2);
await runTiny(folder, { workers: Number(workers) });
