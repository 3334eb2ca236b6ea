import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { run } from "./program.ts";
import { sleep } from "./trial.ts";
import type { Trial } from "./trial.ts";

export const cache: Trial = {
  name: "the data cache, killed",
  share: 0.15,
  async run(context, kills) {
    const folder = context.folder;
    const file = join(folder, "numbers.bin");
    const start = (): ReturnType<typeof run> =>
      run("packages/bench/torture/cache-program.ts", [file], folder);
    const begin = performance.now();
    await start().ended;
    const time = performance.now() - begin;
    for (let [done, at] = [0, 0]; done < kills && !context.isOver(); at++) {
      if (at % 3 !== 0) rmSync(file, { force: true });
      const running = start();
      await Promise.race([sleep(1.1 * time * context.random()), running.ended]);
      running.kill();
      const { code, stderr } = await running.ended;
      if (code === undefined) done++;
      context.count(code === undefined ? "killed" : "finished before");
      if (code !== undefined && code !== 0) context.fault(stderr);
    }
    const { code, stderr } = await start().ended;
    if (code !== 0) context.fault(`the last run failed: ${stderr}`);
    rmSync(file);
    await start().ended;
    if (readdirSync(folder).join() !== "numbers.bin")
      context.fault(`left: ${readdirSync(folder).join(", ")}`);
  },
};
