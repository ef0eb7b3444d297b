// What Lighthouse says of the ranking page with the sample, on its mobile setting, beside what we want of it:
//     clients/web/run lighthouse
// The median of five runs, as Lighthouse advises, and their range. Ends with 1 if accessibility or best practices are below 95; speed is
// printed, as it is the machine's, too.
import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { chromiumPath, content, startSuite } from "./start_suite.ts";

const tools = execFileSync(resolve(import.meta.dirname, "../../../tests/support/npm_tools"), {
  encoding: "utf8",
}).trim();
const from = createRequire(`${tools}/package.json`);
const load = (name: string) => import(pathToFileURL(from.resolve(name)).href);
const { default: lighthouse } = await load("lighthouse");
const { default: puppeteer } = await load("puppeteer-core");

const runs = 5;
interface Result {
  readonly performance: number;
  readonly accessibility: number;
  readonly practices: number;
  readonly paint: number;
  readonly blocked: number;
  readonly remarks: readonly string[];
}

const suite = await startSuite();
const browser = await puppeteer.launch({ executablePath: chromiumPath, args: ["--no-sandbox"] });

async function measure(): Promise<Result> {
  const page = await browser.newPage();
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
  await page.close();
  if (lhr.runtimeError !== undefined) throw new Error(lhr.runtimeError.message);
  const score = (category: string) => Math.round(lhr.categories[category].score * 100);
  const audits = Object.values<{ score: number | null; title: string; id: string }>(lhr.audits);
  return {
    performance: score("performance"),
    accessibility: score("accessibility"),
    practices: score("best-practices"),
    paint: lhr.audits["largest-contentful-paint"].numericValue / 1000,
    blocked: lhr.audits["total-blocking-time"].numericValue,
    remarks: audits
      .filter((audit) => audit.score !== null && audit.score < 0.9)
      .map(({ id, title }) => `${id}: ${title}`),
  };
}

let good = false;
try {
  const page = await browser.newPage();
  await page.goto(await content(suite.linkFile));
  await page.close();
  const results: Result[] = [];
  while (results.length < runs) results.push(await measure());
  const line = (what: string, of: (result: Result) => number, wanted: string, places = 0) => {
    const sorted = results.map(of).sort((a, b) => a - b);
    const [least, median, most] = [0, (runs - 1) / 2, runs - 1].map((at) =>
      (sorted[at] ?? 0).toFixed(places),
    );
    console.log(`${what.padEnd(15)} ${median} (${least} to ${most}; ${wanted})`);
    return Number(median);
  };
  line("performance", ({ performance }) => performance, "at least 95");
  const accessible = line("accessibility", ({ accessibility }) => accessibility, "at least 95");
  const practices = line("best practices", (result) => result.practices, "at least 95");
  line("largest paint", ({ paint }) => paint, "under 2.5 s", 2);
  line("blocked, ms", ({ blocked }) => blocked, "the most that counts of performance");
  for (const remark of new Set(results.flatMap(({ remarks }) => remarks))) console.log(`  ${remark}`);
  good = accessible >= 95 && practices >= 95;
} finally {
  await browser.close();
  await suite.stop();
}
process.exit(good ? 0 : 1);
