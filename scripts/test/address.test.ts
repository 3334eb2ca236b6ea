import { describe, expect, it } from "vitest";
import { addressIn, citationWith, manifestWith, pageWith, parseAddress } from "../address/address.ts";

const address = "https://github.com/owner/espalier";
const manifest = JSON.stringify({ name: "@espalier/tensor", license: "MIT", version: "0.1.0" });

describe("set-address", () => {
  it.each([address, `${address}/`, `${address}.git`])("takes %s", (text) => {
    expect(parseAddress(text)).toBe(address);
  });

  it.each([
    undefined,
    "",
    "espalier",
    "http://github.com/owner/espalier",
    "https://github.com",
    `${address}?a=1`,
  ])("refuses %j, and says what it takes", (text) => {
    expect(() => parseAddress(text)).toThrow(/^set-address: expected the https address .*; received /);
  });

  it("gives a package its three fields, with its folder", () => {
    expect(JSON.parse(manifestWith(manifest, address, "packages/tensor"))).toEqual({
      ...JSON.parse(manifest),
      homepage: `${address}/tree/main/packages/tensor#readme`,
      bugs: `${address}/issues`,
      repository: { type: "git", url: `git+${address}.git`, directory: "packages/tensor" },
    });
  });

  it("reads back what it wrote", () => {
    expect(addressIn(manifest)).toBeUndefined();
    expect(addressIn(manifestWith(manifest, address, ""))).toBe(address);
  });

  it("run twice equals run once, also after another address", () => {
    const elsewhere = manifestWith(manifest, "https://codeberg.org/a/b", "packages/tensor");
    const once = manifestWith(manifest, address, "packages/tensor");
    expect(manifestWith(elsewhere, address, "packages/tensor")).toBe(once);
    const citation = "title: Espalier\nlicense: MIT\n";
    const cited = "title: Espalier\nrepository-code: https://github.com/owner/espalier\nlicense: MIT\n";
    expect(citationWith(citation, address)).toBe(cited);
    expect(citationWith(citationWith(citation, "https://codeberg.org/a/b"), address)).toBe(cited);
    const page = "See <address>/issues.";
    expect(pageWith(pageWith(page, "https://codeberg.org/a/b"), address, "https://codeberg.org/a/b")).toBe(
      `See ${address}/issues.`,
    );
  });
});
