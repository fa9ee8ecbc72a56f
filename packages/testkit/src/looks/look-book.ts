import { mkdir, rm } from "node:fs/promises";
import path from "node:path";
import type { Page } from "playwright-core";
import { axeFindings } from "./axe-findings.ts";
import { layoutFaults } from "./layout-faults.ts";
import { type Look, type WindowSize, wear } from "./look.ts";

const folderOfAll = path.join(import.meta.dirname, "../../../../test-results/looks");
/** Of the longest pages their beginning is enough of a picture; everything else looks at all of it. */
const tallestPicture = 5_000;

export interface LookOptions {
  /** The window as most people have it. */
  readonly usual: WindowSize;
  readonly looks: readonly Look[];
  /** After the look was put on, before it is looked at. */
  readonly settle?: (look: Look) => Promise<void>;
}

/** Looks at one state of a page after the other in several looks, and keeps a picture of each for people to look at. */
export class LookBook {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** Forgets the pictures of the time before. */
  static async open(name: string): Promise<LookBook> {
    const folder = path.join(folderOfAll, name);
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    return new LookBook(folder);
  }

  /** What is wrong with this state, in words; the page is back in its usual look afterwards. */
  async look(page: Page, state: string, { usual, looks, settle }: LookOptions): Promise<string[]> {
    const found: string[] = [];
    for (const look of looks) {
      await wear(page, look, usual);
      await settle?.(look);
      await this.#keep(page, `${state}-${look}`);
      const faults = [...(await layoutFaults(page)), ...(await axeFindings(page))];
      found.push(...faults.map((fault) => `${state}, ${look}: ${fault}`));
    }
    await wear(page, "light", usual);
    return found;
  }

  async #keep(page: Page, name: string): Promise<void> {
    const { width, height }: WindowSize = await page.evaluate(
      "({ width: innerWidth, height: document.documentElement.scrollHeight })",
    );
    const clip = { x: 0, y: 0, width, height: Math.min(height, tallestPicture) };
    await page.screenshot({ path: path.join(this.#folder, `${name}.png`), fullPage: true, clip });
  }
}
