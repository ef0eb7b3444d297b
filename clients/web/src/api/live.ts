import { Code, ConnectError } from "@connectrpc/connect";
import { makeClients, makeTransport } from "@/api/transport";

/** What a page asks the one stream of its browser for. */
export interface Ask {
  readonly portfolio: string;
  readonly actor: string;
}
export type Request = { readonly ask: Ask } | { readonly leave: true };

/** What it hears. */
export type News =
  | { readonly kind: "ranking"; readonly number: bigint }
  | { readonly kind: "live" }
  | { readonly kind: "lost"; readonly signedOut: boolean };

const firstPause = 500;
const longestPause = 15_000;

/** Follows the rankings of a portfolio until it is aborted, and comes back by itself when the stream breaks. */
export async function follow(
  { portfolio, actor }: Ask,
  tell: (news: News) => void,
  signal: AbortSignal,
): Promise<void> {
  const { scoring } = makeClients(makeTransport(actor));
  let pause = firstPause;
  while (!signal.aborted) {
    try {
      for await (const { ranking } of scoring.watchRankings(
        { parent: `portfolios/${portfolio}` },
        { signal },
      )) {
        pause = firstPause;
        tell({ kind: "live" });
        if (ranking !== undefined) tell({ kind: "ranking", number: ranking.number });
      }
    } catch (error) {
      if (signal.aborted) return;
      const { code } = ConnectError.from(error);
      tell({ kind: "lost", signedOut: code === Code.Unauthenticated });
    }
    await new Promise((resume) => setTimeout(resume, pause));
    pause = Math.min(pause * 2, longestPause);
  }
}

/** The streams of all pages of a browser: one for each portfolio and actor, however many pages look at it. */
export class Streams {
  private readonly streams = new Map<
    string,
    { stop: AbortController; hearers: Set<MessagePort>; last: News[] }
  >();

  add(port: MessagePort): void {
    port.onmessage = ({ data }: MessageEvent<Request>) => {
      this.leave(port);
      if ("ask" in data) this.join(port, data.ask);
    };
    port.start();
  }

  private join(port: MessagePort, ask: Ask): void {
    const key = JSON.stringify([ask.portfolio, ask.actor]);
    let stream = this.streams.get(key);
    if (stream === undefined) {
      const started = { stop: new AbortController(), hearers: new Set<MessagePort>(), last: [] as News[] };
      stream = started;
      this.streams.set(key, started);
      const tell = (news: News) => {
        started.last = [
          ...started.last.filter(({ kind }) => (kind === "ranking") !== (news.kind === "ranking")),
          news,
        ];
        for (const hearer of started.hearers) hearer.postMessage(news);
      };
      void follow(ask, tell, started.stop.signal);
    }
    stream.hearers.add(port);
    for (const news of stream.last) port.postMessage(news);
  }

  private leave(port: MessagePort): void {
    for (const [key, { hearers, stop }] of this.streams) {
      if (hearers.delete(port) && hearers.size === 0) {
        stop.abort();
        this.streams.delete(key);
      }
    }
  }
}
