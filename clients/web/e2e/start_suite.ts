import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const tree = resolve(import.meta.dirname, "../../..");
const bin = process.env.LIFELINE_BIN ?? join(tree, "build/release/bin");
const sample = join(tree, "deploy/sample/webshop.yaml");

/** Debian's Chromium without a window, which takes half the time of the one that could have one. */
export const chromiumPath = "/usr/bin/chromium-headless-shell";

/** A suite of its own with the sample in it, for the tests of one file: `webshop`, its periods moved to today. */
export interface Suite {
  readonly url: string;
  /** Runs the command line against it and returns what it prints; throws if it fails. */
  readonly lifeline: (...words: string[]) => string;
  readonly linkFile: string;
}

/** What a program writes into a file, as soon as it is there. */
export async function content(file: string): Promise<string> {
  for (let tries = 0; tries < 200; ++tries) {
    const text = existsSync(file) ? readFileSync(file, "utf8").trim() : "";
    if (text !== "") return text;
    await sleep(50);
  }
  throw new Error(`${file} is not written`);
}

/** With another portfolio document beside the sample, if it is given. */
export async function startSuite(document?: string): Promise<Suite & { stop: () => Promise<void> }> {
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
  if (document !== undefined) {
    execFileSync(join(bin, "lifeline"), ["apply", "-f", "-", "--shift-to", "today"], {
      input: document,
      env: { ...process.env, LIFELINE_ADDRESS: address },
      stdio: ["pipe", "ignore", "inherit"],
    });
  }
  return { url: `http://${await content(file("http"))}`, linkFile: file("link"), lifeline, stop };
}
