import { describe, expect, it } from "vitest";
import { runPage, runPages } from "./run-pages.ts";

/** A page of one heading and these blocks; the first line of code is line 4. */
const page = (...blocks: readonly string[]): string =>
  ["# Page", ...blocks.map((code) => `\n\`\`\`ts\n${code}\n\`\`\``)].join("\n");

const nothingFailed = { failed: {}, refused: [] };

describe.concurrent("a claim", () => {
  it("passes when it is true", async () => {
    const trueClaims = `
      1 + 1; // => 2
      [
        { a: -0, b: NaN },
        "x" + "y",
        [true, null, undefined],
      ]; // => [{ a: -0, b: NaN }, "xy", [true, null, undefined]]
      -1 / 0; // => -Infinity
      await Promise.resolve(10n); // => 10n
      1 + 2 // => 3`;
    expect(await runPage(page(trueClaims))).toEqual({ passed: ["Page (line 3)"], ...nothingFailed });
  });

  it("fails when it is false, and those after it are judged all the same", async () => {
    const falseClaims = "1 + 1; // => 3\n[\n  0,\n]; // => [-0]\nnew Float64Array(1); // => [0]";
    const { passed, failed } = await runPage(page(falseClaims));
    expect(passed).toEqual([]);
    expect(failed).toEqual({
      "Page (line 3)": [
        { message: "README.md:4: expected 2 to strictly equal 3", line: 4 },
        { message: "README.md:7: expected [ +0 ] to strictly equal [ -0 ]", line: 7 },
        {
          message: expect.stringMatching(/^README.md:8: expected Float64Array.* to strictly equal/),
          line: 8,
        },
      ],
    });
  });

  it("fails when it is not reached", async () => {
    const { failed } = await runPage(page("const never = (): void => {\n  1; // => 1\n};\n2; // => 2"));
    const [{ message }] = failed["Page (line 3)"];
    expect(message).toContain("README.md: lines with a claim that was not reached: expected [ 5 ]");
  });

  it("judges the value of its moment", async () => {
    const { failed } = await runPage(page("const a = [1];\na; // => [1]\na[0] = 2;\na; // => [2]"));
    expect(failed).toEqual({});
  });

  it("may be within another", async () => {
    const nested = "[1, 2].map((n) => {\n  n > 0; // => true\n  return 2 * n;\n}); // => [2, 5]";
    const { failed } = await runPage(page(nested));
    expect(failed["Page (line 3)"].map(({ message }) => message.slice(0, 12))).toEqual(["README.md:7:"]);
  });

  it.each([
    ["of no expression", "const a = 1; // => 1", "expected an expression to claim something of"],
    ["with a computed value", "const a = 1;\na; // => a", "expected a literal after // =>; received a"],
    ["with a remark", "1; // => 1, of course", "expected a literal after // =>; received 1, of course"],
    ["with no value", "1; // =>", "expected a literal after // =>; received"],
  ])("%s is refused", async (_, code, reason) => {
    const { refused } = await runPage(page(code));
    expect(refused).toHaveLength(1);
    expect(refused[0]).toContain(`README.md:${code.split("\n").length + 3}: ${reason}`);
  });
});

describe.concurrent("a claim of an error", () => {
  const failing = 'const fail = (what: string): never => {\n  throw new RangeError("no " + what);\n};\n';

  it("passes on that message, or on a beginning with three dots", async () => {
    const claims = 'fail("a"); // => throws RangeError: no a\nfail("abc"); // => throws RangeError: no a…';
    expect(await runPage(page(failing + claims))).toEqual({ passed: ["Page (line 3)"], ...nothingFailed });
  });

  it("fails on any other message, and when nothing is thrown", async () => {
    const claims = 'fail("ab"); // => throws RangeError: no a\n1 + 1; // => throws RangeError: no a';
    const { failed } = await runPage(page(failing + claims));
    expect(failed["Page (line 3)"].map(({ message }) => message)).toEqual([
      "README.md:7: expected 'RangeError: no ab' to strictly equal 'RangeError: no a'",
      "README.md:8: expected 'no error' to strictly equal 'RangeError: no a'",
    ]);
  });
});

describe.concurrent("the blocks of a page", () => {
  it("see what those before them made, and may name it anew", async () => {
    const blocks = [
      'import { join, type PlatformPath } from "node:path/posix";\nconst a: PlatformPath["sep"] = join("x", "y");',
      'import type { ParsedPath } from "node:path/posix";\nimport { join, sep } from "node:path/posix";\na; // => "x/y"',
      'const a = 3 satisfies number;\njoin("p", sep); // => "p/"\na; // => 3',
      "a + (await Promise.resolve(1)); // => 4",
    ];
    expect(await runPage(page(...blocks))).toMatchObject({ passed: { length: 4 }, ...nothingFailed });
  });

  it("keep their lines below an import of several", async () => {
    const { failed } = await runPage(page('import {\n  sep,\n} from "node:path/posix";\nsep; // => "|"'));
    expect(failed["Page (line 3)"]).toEqual([
      { message: "README.md:7: expected '/' to strictly equal '|'", line: 7 },
    ]);
  });

  it("are not reached once one has thrown, where the stack trace begins with its line", async () => {
    const { passed, failed } = await runPage(
      page("1; // => 1", 'const a = 1;\nthrow Error("no");', "1; // => 1"),
    );
    expect(passed).toEqual(["Page (line 3)"]);
    expect(failed["Page (line 7)"]).toEqual([{ message: "no", line: 9 }]);
    expect(failed["Page (line 12)"][0].message).toContain(
      "not reached, because a block before this one threw",
    );
  });

  it("run alone too, after those before them", async () => {
    const { passed, failed } = await runPage(page("const a = 1;", "a; // => 1", "a; // => 2"), "line 7");
    expect([passed, failed]).toEqual([["Page (line 7)"], {}]);
  });

  it("do not run when tagged no-run, when of another language, or when quoted in a longer fence", async () => {
    const silent = [
      "```ts no-run\nthrow 1;\n```",
      "```js\nthrow 2;\n```",
      "````md\n## Not\n```ts\nthrow 3;\n```\n````",
      "~~~\n```ts\nthrow 4;\n```\n~~~",
    ].join("\n");
    expect(await runPage(`# Page\n${silent}\n~~~ts\n1; // => 1\n~~~`)).toEqual({
      passed: ["Page (line 19)"],
      ...nothingFailed,
    });
  });

  it.each([
    [
      "with another tag",
      "```ts\n1;\n```\n```ts norun\n2;\n```",
      "README.md:4: expected ts or ts no-run; received ts norun",
    ],
    ["without an end", "text\n```ts\n1;\n", "README.md:2: expected a closing ```; received the end"],
    ["with an error of syntax", "```ts\n1;\nconst a: = 2;\n```", "3: const a: = 2;"],
  ])("are refused %s", async (_, markdown, reason) => {
    const { refused } = await runPage(markdown);
    expect(refused).toHaveLength(1);
    expect(refused[0]).toContain(reason);
  });
});

describe("a workspace", () => {
  it("lends its modules to every page, and leaves out pages with nothing to run", async () => {
    const exports = { ".": "./src/index.ts", "./deep": "./src/deep.ts", "./package.json": "./package.json" };
    const outcomes = await runPages({
      "packages/one/package.json": JSON.stringify({ name: "@garden/one", exports }),
      "packages/one/src/index.ts": "export const one: number = 1;\n",
      "packages/one/src/deep.ts":
        'import { one } from "./index.ts";\nexport const two: number = one + one;\n',
      "packages/one/README.md": "# One\n",
      "docs/silent.md": "```ts no-run\n1;\n```\n",
      "docs/a/b.md": page(
        'import { one } from "@garden/one";\nimport { two } from "@garden/one/deep";\none + two; // => 3',
      ),
    });
    expect(outcomes).toEqual({ "docs/a/b.md": { passed: ["Page (line 3)"], ...nothingFailed } });
  });
});
