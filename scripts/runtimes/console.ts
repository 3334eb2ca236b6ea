// For runtimes with a console: Node, Deno, Bun.
import { computeResults } from "./computation.ts";

console.log(JSON.stringify(await computeResults()));
