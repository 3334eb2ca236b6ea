import { expect, it } from "vitest";
import { withRelease } from "../release/changelog.ts";

it("a release stands above the one before, what breaks first", () => {
  const changes = [
    { summary: "reads f16\nand bf16", releases: [{ name: "@espalier/formats", type: "minor" }] },
    {
      summary: "renames `find`",
      releases: [
        { name: "@espalier/tensor", type: "major" },
        { name: "espalier", type: "none" },
      ],
    },
  ];
  expect(withRelease("# Changelog\n\nHow.\n\n## 0.1.0\n\nFirst.\n", "0.2.0", changes)).toBe(
    "# Changelog\n\nHow.\n\n## 0.2.0\n\n### Breaking changes\n\n- `@espalier/tensor`: renames `find`\n\n" +
      "### New\n\n- `@espalier/formats`: reads f16\n  and bf16\n\n## 0.1.0\n\nFirst.\n",
  );
});
