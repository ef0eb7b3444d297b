import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import AxeBuilder from "@axe-core/playwright";
import { test as base, expect, type Page } from "@playwright/test";

const tree = resolve(import.meta.dirname, "../../..");
const bin = process.env.LIFELINE_BIN ?? join(tree, "build/release/bin");
const sample = join(tree, "deploy/sample/webshop.yaml");

/** A suite of its own with the sample in it, for the tests of one file: `webshop`, its periods moved to today. */
export interface Suite {
  readonly url: string;
  /** Runs the command line against it and returns what it prints; throws if it fails. */
  readonly lifeline: (...words: string[]) => string;
  readonly linkFile: string;
}

interface Fixtures {
  /** Chooses in whose name the page acts, by the part of the address before the @; empty is the local user. Before `goto`. */
  as: (who: string) => Promise<void>;
  /** Fails on any violation that axe knows of the rules of WCAG A and AA. */
  expectAccessible: (page: Page) => Promise<void>;
}

async function content(file: string): Promise<string> {
  for (let tries = 0; tries < 200; ++tries) {
    const text = existsSync(file) ? readFileSync(file, "utf8").trim() : "";
    if (text !== "") return text;
    await sleep(50);
  }
  throw new Error(`${file} is not written`);
}

async function startSuite() {
  const folder = mkdtempSync(join(tmpdir(), "lifeline-board-"));
  const file = (name: string) => join(folder, name);
  const suite = spawn(
    join(bin, "lifeline-suite"),
    [
      `--data_dir=${file("data")}`,
      "--listen=127.0.0.1:0",
      `--portfile=${file("address")}`,
      "--http=127.0.0.1:0",
      `--http_portfile=${file("http")}`,
      `--http_linkfile=${file("link")}`,
    ],
    { stdio: ["ignore", "ignore", process.env.LIFELINE_SUITE_LOG ? "inherit" : "ignore"] },
  );
  const stop = async () => {
    const gone = new Promise((done) => suite.once("exit", done));
    if (suite.exitCode === null) suite.kill();
    await gone;
    rmSync(folder, { recursive: true, force: true });
  };
  const address = await content(file("address"));
  const lifeline = (...words: string[]) =>
    execFileSync(join(bin, "lifeline"), words, {
      encoding: "utf8",
      env: { ...process.env, LIFELINE_ADDRESS: address },
      stdio: ["ignore", "pipe", "pipe"],
    });
  // As in deploy/quickstart: the carrier's owner agrees before the items come, so that nobody makes room for the rider.
  const withoutItems = readFileSync(sample, "utf8").split(/^items:/m)[0] ?? "";
  execFileSync(join(bin, "lifeline"), ["apply", "-f", "-", "--shift-to", "today"], {
    input: withoutItems,
    env: { ...process.env, LIFELINE_ADDRESS: address },
  });
  lifeline("--as", "katrin.voss@example.com", "weave", "agree", "webshop", "hreflang");
  lifeline("apply", "-f", sample, "--shift-to", "today");
  return { url: `http://${await content(file("http"))}`, linkFile: file("link"), lifeline, stop };
}

export const test = base.extend<Fixtures, { suite: Suite }>({
  suite: [
    // biome-ignore lint/correctness/noEmptyPattern: how Playwright wants it
    async ({}, use) => {
      const suite = await startSuite();
      await use(suite);
      await suite.stop();
    },
    { scope: "worker" },
  ],
  baseURL: async ({ suite }, use) => use(suite.url),
  // Signed in as somebody is who opens the link that the quickstart prints.
  page: async ({ page, suite }, use) => {
    await page.goto(await content(suite.linkFile));
    await use(page);
  },
  as: async ({ page }, use) => {
    await use(async (who) => {
      const actor = who === "" || who.includes("@") ? who : `${who}@example.com`;
      await page.evaluate((address) => {
        const kept = JSON.parse(localStorage.getItem("lifeline.session") ?? "{}");
        localStorage.setItem("lifeline.session", JSON.stringify({ ...kept, actor: address }));
      }, actor);
    });
  },
  // biome-ignore lint/correctness/noEmptyPattern: how Playwright wants it
  expectAccessible: async ({}, use) => {
    await use(async (page) => {
      const { violations } = await new AxeBuilder({ page })
        .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"])
        .analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join("\n")}`)).toEqual(
        [],
      );
    });
  },
});

export { expect };
