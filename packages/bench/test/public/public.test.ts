import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { writeNpy } from "@espalier/formats/npy";
import { slotsText } from "@espalier/pages";
import { readResults } from "@espalier/pages/slot-page";
import { tensor } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import { inputsBy } from "../../public/inputs.ts";
import { publicPage } from "../../public/results.ts";
import { temporaryFolder } from "../../../../test-setup/temporary-folder.ts";

describe("the inputs of public networks", () => {
  it("are drawn from the first range whose part is in the path, twice", async () => {
    const inputsOf = await inputsBy(["acas=-0.5,0.5", "2,3"], undefined);
    const acas = await inputsOf("folder/acas-1.onnx", 5);
    expect(acas?.source).toBe("-0.5 to 0.5");
    expect(acas?.calibration.shape).toEqual([1024, 5]);
    for (const { data } of [acas?.calibration, acas?.unseen].flatMap((X) => (X ? [X] : [])))
      expect(Math.max(...data.map(Math.abs))).toBeLessThanOrEqual(0.5);
    expect(acas?.unseen.data).not.toEqual(acas?.calibration.data);
    const other = await inputsOf("folder/other.onnx", 2);
    expect(Math.min(...(other?.calibration.data ?? []))).toBeGreaterThanOrEqual(2);
  });

  it("are the rows of a file beside the network, half of them kept apart", async () => {
    const folder = await temporaryFolder();
    await writeFile(
      join(folder, "net.npy"),
      writeNpy(
        tensor([
          [1, 2],
          [3, 4],
          [5, 6],
        ]),
      ),
    );
    const inputs = await (await inputsBy([], undefined))(join(folder, "net.onnx"), 2);
    expect([...(inputs?.calibration.data ?? [])]).toEqual([1, 2, 3, 4]);
    expect([...(inputs?.unseen.data ?? [])]).toEqual([5, 6]);
    expect(inputs?.source).toBe("given");
  });

  it("are unknown where nothing is said of them", async () => {
    expect(await (await inputsBy(["acas=0,1"], undefined))("folder/other.onnx", 2)).toBeUndefined();
  });

  it.each(["1,0", "0", "0,1,2", "a,b", "0,", "-Infinity,0"])(
    "a range is two growing numbers: %s",
    async (text) => {
      await expect(inputsBy([text], undefined)).rejects.toThrow(/^--range: expected two growing numbers/);
    },
  );
});

it("the page has a row for each network, and for each refused file the reason", async () => {
  const results = await readResults(publicPage);
  const refused = { name: "odd.onnx", refused: "Conv: no dense layer" };
  const text = slotsText(publicPage.slots({ ...results, rows: [...results.rows, refused] }));
  for (const { name } of results.rows) expect(text).toContain(`| ${name} `);
  expect(text).toContain("- odd.onnx: Conv: no dense layer");
  expect(text).toContain(`counts: ${results.rows.length} of ${results.rows.length + 1}`);
});
