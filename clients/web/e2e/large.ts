// How the ranking page bears 10,000 items, in Chromium, beside the sample's few dozen:
//     clients/web/run large
// Prints what we want of it, and ratios to the same steps with the sample; times are the machine's, too.
import { chromium, type Page } from "@playwright/test";
import { chromiumPath, content, startSuite } from "./start_suite.ts";

const count = 10_000;

/** A portfolio of so many items, a third of each category, all with money and effort. */
function portfolio(): string {
  const item = (index: number) => ({
    id: `item-${index}`,
    title: `Request ${index} of many`,
    category: ["seo", "performance", "it"][index % 3],
    state: "READY",
    money: ((index * 7919) % 50_000) + 500,
    effort: { web: ((index * 31) % 16) / 2 + 0.5 },
  });
  return JSON.stringify({
    portfolio: { id: "large", title: "Large", unit: "person-days", currency: "EUR", as_of: "2027-01-04" },
    categories: ["seo", "performance", "it"].map((id) => ({ id, title: id })),
    model: { preset: "joint-default" },
    teams: [{ id: "web", title: "Web" }],
    periods: [{ id: "q1", first_day: "2027-01-04", last_day: "2027-03-26", state: "OPEN" }],
    capacities: [{ team: "web", period: "q1", amount: 8000 }],
    items: Array.from({ length: count }, (_, index) => item(index)),
  });
}

interface Figures {
  /** Milliseconds: all items over HTTP; from the navigation to the first row. */
  readonly fetched: number;
  readonly shown: number;
  /** Milliseconds between two frames while the list is scrolled from its head to its foot. */
  readonly median: number;
  readonly slow: number;
  readonly rows: number;
}

const at = (sorted: number[], share: number) => sorted[Math.floor(share * (sorted.length - 1))] ?? 0;

async function measure(page: Page, url: string, id: string): Promise<Figures> {
  const begin = Date.now();
  await page.goto(`${url}/p/${id}/ranking`);
  await page.getByRole("row").nth(3).waitFor();
  const shown = Date.now() - begin;
  const { fetched, rows } = await page.evaluate(async (parent) => {
    const from = performance.now();
    let rows = 0;
    let token = "";
    do {
      const list = `/v1/portfolios/${parent}/rankings/latest/items?page_size=1000&page_token=${encodeURIComponent(token)}`;
      const answer = await fetch(list);
      const body = await answer.json();
      if (!answer.ok) throw new Error(JSON.stringify(body));
      rows += body.rankedItems.length;
      token = body.nextPageToken ?? "";
    } while (token !== "");
    return { fetched: performance.now() - from, rows };
  }, id);
  const frames = await page.evaluate(
    () =>
      new Promise<number[]>((done) => {
        const list = [...document.querySelectorAll<HTMLElement>("*"), document.documentElement].reduce(
          (a, b) => (b.scrollHeight - b.clientHeight > a.scrollHeight - a.clientHeight ? b : a),
        );
        const steps = 300;
        const length = list.scrollHeight - list.clientHeight;
        const gaps: number[] = [];
        let last = performance.now();
        const step = (now: number) => {
          gaps.push(now - last);
          last = now;
          list.scrollTop = (length * gaps.length) / steps;
          if (gaps.length < steps) requestAnimationFrame(step);
          else done(gaps.slice(1));
        };
        requestAnimationFrame(step);
      }),
  );
  frames.sort((a, b) => a - b);
  return { fetched, shown, rows, median: at(frames, 0.5), slow: at(frames, 0.95) };
}

const suite = await startSuite(portfolio());
const browser = await chromium.launch({ executablePath: chromiumPath, args: ["--no-sandbox"] });
try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(await content(suite.linkFile));
  // The first visit loads the board itself.
  await measure(page, suite.url, "webshop");
  const small = await measure(page, suite.url, "webshop");
  const large = await measure(page, suite.url, "large");
  const line = (what: string, key: keyof Figures, wanted: string) =>
    console.log(
      `${what.padEnd(34)} ${large[key].toFixed(0).padStart(6)} ms, ${(large[key] / small[key]).toFixed(1)} times the ${small.rows} of the sample (${wanted})`,
    );
  console.log(`${large.rows} items`);
  line("all of them over HTTP, parsed", "fetched", "under 1,000");
  line("from the address to the first rows", "shown", "under 1,000");
  line("a frame while scrolling, median", "median", "17 is smooth");
  line("a frame while scrolling, 95 of 100", "slow", "under 34");
} finally {
  await browser.close();
  await suite.stop();
}
