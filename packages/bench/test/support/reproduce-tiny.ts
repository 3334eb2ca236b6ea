// A process of its own that does the tiny part, to be killed: node reproduce-tiny.ts <folder> <workers>
import { reproduce } from "../../src/reproduce/reproduce.ts";
import { tinyData, tinyPart } from "./tiny-part.ts";

const [folder, workers] = process.argv.slice(2);
await reproduce({
  part: tinyPart,
  workers: Number(workers),
  load: () => Promise.resolve(tinyData),
  scoreAlone: () => Promise.resolve({ scores: 1 }),
  folder,
  fresh: false,
  signal: new AbortController().signal,
  progress: process.stderr,
});
