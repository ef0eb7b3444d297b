import AxeBuilder from "@axe-core/playwright";
import { test as base, expect, type Page } from "@playwright/test";
import { content, type Suite, startSuite } from "./start_suite";

interface Fixtures {
  /** Chooses in whose name the page acts, by the part of the address before the @; empty is the local user. Before `goto`. */
  as: (who: string) => Promise<void>;
  /** Fails on any violation that axe knows of the rules of WCAG A and AA. */
  expectAccessible: (page: Page) => Promise<void>;
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
  // Signed in as somebody is who opens the link that the quickstart prints; the cookie is all that it leaves.
  page: async ({ page, suite }, use) => {
    await page.request.get(await content(suite.linkFile));
    await use(page);
  },
  as: async ({ page }, use) => {
    await use(async (who) => {
      // Only a page of this address can write what the board keeps.
      if (page.url() === "about:blank") await page.goto("/healthz");
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
      // The board has no frames, for which axe would open a page of its own.
      const { violations } = await new AxeBuilder({ page })
        .setLegacyMode()
        .options({
          runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
          resultTypes: ["violations"],
        })
        .analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join("\n")}`)).toEqual(
        [],
      );
    });
  },
});

export { expect };
