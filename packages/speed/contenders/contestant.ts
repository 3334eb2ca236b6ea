// A contender's process. It reads a line of JSON, does what that says, and answers with a line: contender.py does the same.
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Reply, Request } from "../src/process.ts";
import type { Contender, Prepared } from "../src/tasks.ts";

// What libraries print must not be taken for an answer.
console.log = console.info = console.error;

const [module] = process.argv.slice(2);
const { contender }: { contender: Contender } = await import(module);
let prepared: Prepared | undefined;

async function answer(request: Request): Promise<Reply> {
  if ("run" in request) {
    const { run, time } = prepared!; // asked for after it was prepared
    if (time) return { seconds: await time(request.run) };
    const start = performance.now();
    for (let at = 0; at < request.run; at++) {
      const pending = run();
      if (pending instanceof Promise) await pending;
    }
    return { seconds: (performance.now() - start) / 1000 };
  }
  if ("prepare" in request) {
    prepared?.release?.();
    // The task of a work goes to the function of that work.
    const prepare = contender.prepare[request.prepare] as ((task: unknown) => Promise<Prepared>) | undefined;
    prepared = await prepare?.(request.task);
    return prepared
      ? { share: prepared.share ?? 1, ...(prepared.figure !== undefined && { figure: prepared.figure }) }
      : { cannot: `no ${request.prepare}` };
  }
  return contender.available();
}

const lines = createInterface({ input: process.stdin });
lines.on("line", (line) => {
  void answer(JSON.parse(line) as Request).then(
    (reply) => process.stdout.write(`${JSON.stringify(reply)}\n`),
    (error: unknown) => {
      const said = error instanceof Error ? (error.stack ?? error.message) : String(error);
      process.stdout.write(`${JSON.stringify({ failed: said })}\n`);
    },
  );
});
await once(lines, "close");
process.exit();
