// Pictures of the built site, to look at:
//
//     npm run site:pictures -- FOLDER [part of a name]
//
// Each page and scene in light and dark, 1280 and 390 pixels wide.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { root } from "../build/build.ts";
import { serveBuilt } from "./built.ts";
import { launch } from "./launch.ts";
import { shots } from "./shots.ts";
import { commandLine } from "../../../scripts/command-line.ts";

const {
  positionals: [folder = join(root, "runs/site-pictures"), part = ""],
} = commandLine({
  usage: "npm run site:pictures -- FOLDER [part of a name]: pictures of the built site, to look at",
  words: 2,
});
mkdirSync(folder, { recursive: true });
const { url, close } = await serveBuilt();
const browser = await launch();
for (const colorScheme of ["light", "dark"] as const)
  for (const width of [1280, 390])
    for (const { name, address, element, act } of shots) {
      const file = `${name}-${colorScheme}-${width}.png`;
      if (!file.includes(part)) continue;
      const context = await browser.newContext({
        colorScheme,
        // A scene is in one piece, so that nothing sticks to the edge of a window before it.
        viewport: { width, height: element !== undefined ? 3600 : width === 390 ? 844 : 900 },
        reducedMotion: "reduce",
      });
      const page = await context.newPage();
      page.on("console", (message) => console.log(`${file}: ${message.text()}`));
      page.on("pageerror", (error) => console.log(`${file}: ${error.message}`));
      await page.goto(url + address);
      await page.waitForLoadState("networkidle");
      // A scene is there once it has a table of numbers; that of the reader's files waits for a file.
      if (element !== undefined && element !== "#f")
        await page.waitForSelector(`${element} [data-part=numbers] td`, { state: "attached" });
      await act?.(page);
      const path = join(folder, file);
      if (element === undefined) await page.screenshot({ path });
      else await page.locator(element).screenshot({ path });
      await context.close();
    }
await browser.close();
close();
