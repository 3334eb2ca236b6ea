// Reads or makes numbers that are kept in a file, and ends with an error where they are wrong: node cache-program.ts <file>
import { cached } from "../../data/src/diffusion-sorption/cache.ts";

const size = 500_000;
const { data } = await cached({ path: process.argv[2], recipe: { name: "squares" }, shape: [size] }, () =>
  Promise.resolve({ shape: [size], data: Float64Array.from({ length: size }, (_, n) => n * n) }),
);
for (const [n, value] of data.entries()) if (value !== n * n) throw new Error(`number ${n} is ${value}`);
