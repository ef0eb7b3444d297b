// What Lighthouse says of the ranking page with the sample, on its mobile setting, beside what we want of it:
//     clients/web/run lighthouse
// Ends with 1 if accessibility or best practices are below 95; speed is printed, as it is the machine's, too.
import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { content, startSuite } from "./start_suite.ts";

const tools = execFileSync(resolve(import.meta.dirname, "../../../tests/support/npm_tools"), {
  encoding: "utf8",
}).trim();
const from = createRequire(`${tools}/package.json`);
const load = (name: string) => import(pathToFileURL(from.resolve(name)).href);
const { default: lighthouse } = await load("lighthouse");
const { default: puppeteer } = await load("puppeteer-core");

const suite = await startSuite();
const browser = await puppeteer.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
let good = false;
try {
  const page = await browser.newPage();
  await page.goto(await content(suite.linkFile));
  const { lhr } = await lighthouse(
    `${suite.url}/p/webshop/ranking`,
    {
      disableStorageReset: true,
      onlyCategories: ["performance", "accessibility", "best-practices"],
      logLevel: "error",
    },
    undefined,
    page,
  );
  const score = (category: string) => Math.round(lhr.categories[category].score * 100);
  const paint = lhr.audits["largest-contentful-paint"].numericValue / 1000;
  console.log(`performance     ${score("performance")} (at least 95)`);
  console.log(`accessibility   ${score("accessibility")} (at least 95)`);
  console.log(`best practices  ${score("best-practices")} (at least 95)`);
  console.log(`largest paint   ${paint.toFixed(2)} s (under 2.5)`);
  for (const audit of Object.values<{ score: number | null; title: string; id: string }>(lhr.audits)) {
    if (audit.score !== null && audit.score < 0.9) console.log(`  ${audit.id}: ${audit.title}`);
  }
  good = score("accessibility") >= 95 && score("best-practices") >= 95;
} finally {
  await browser.close();
  await suite.stop();
}
process.exit(good ? 0 : 1);
