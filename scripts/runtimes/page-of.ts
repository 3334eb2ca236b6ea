import type { Outcome, Runtime } from "./runtimes.ts";

/** docs/runtimes.md, once all runtimes agree. */
export const pageOf = (rows: readonly (readonly [Runtime, Outcome])[]): string => `# Runtimes

The main entries of \`@espalier/tensor\`, \`autodiff\`, \`prune\` and \`formats\` use ECMAScript, and WebAssembly if there is any. They run
without \`eval\`, and a result has the same bits on every runtime.

\`npm run runtimes\` shows it. It runs one computation on each runtime below: every elementary function, dense and sparse matrix
products, training, all strategies, a budget, and the binary formats, in double and single precision. It computes everything twice,
by the kernels in TypeScript and by those in WebAssembly, and fails unless all hashes of the results agree. The last run printed
one hash, ${rows.length * 2} times:

    ${rows[0][1].plain}

| runtime | version | command | note |
| --- | --- | --- | --- |
${rows.map(([{ name, note }, { version }]) => `| ${name} | ${version} | \`npm run runtimes -- ${name}\` | ${note} |`).join("\n")}

npm fetches each runtime but Chromium, which the system or Playwright brings. \`npm run runtimes -- --page\` writes this page.
`;
