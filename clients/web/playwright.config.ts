import { readdirSync } from "node:fs";
import { defineConfig } from "@playwright/test";
import { chromiumPath } from "./e2e/start_suite";

const stories = readdirSync(new URL("e2e", import.meta.url)).filter((file) => file.endsWith(".spec.ts"));

export default defineConfig({
  testDir: "e2e",
  // Runs side by side must not clear one another's folder.
  outputDir: process.env.LIFELINE_RESULTS ?? "test-results",
  timeout: 60_000,
  expect: { timeout: 10_000 },
  fullyParallel: false,
  // Each file a project of its own, and so a suite of its own: what one leaves behind is nothing to the next.
  projects: stories.map((file) => ({ name: file.replace(".spec.ts", ""), testMatch: file })),
  workers: 1,
  forbidOnly: true,
  reporter: [["list"]],
  use: {
    launchOptions: { executablePath: chromiumPath, args: ["--no-sandbox"] },
    locale: "en-GB",
    timezoneId: "Europe/Berlin",
    viewport: { width: 1440, height: 900 },
  },
});
