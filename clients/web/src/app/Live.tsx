import { useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useEffect, useState } from "react";
import { type News, type Request, Streams } from "@/api/live";

export type LiveState = "connecting" | "live" | "lost" | "signed-out";

const LiveContext = createContext<LiveState>("connecting");

/** Whether the page hears of new rankings as they are made. */
export const useLive = () => useContext(LiveContext);

/** A browser without shared workers has a stream for each page. */
function connect(): MessagePort {
  if (typeof SharedWorker !== "undefined") {
    return new SharedWorker(new URL("../api/live.worker.ts", import.meta.url), {
      type: "module",
      name: "lifeline",
    }).port;
  }
  const { port1, port2 } = new MessageChannel();
  new Streams().add(port2);
  return port1;
}

export function Live({
  portfolio,
  actor,
  children,
}: {
  portfolio: string;
  actor: string;
  children: ReactNode;
}) {
  const queries = useQueryClient();
  const [state, setState] = useState<LiveState>("connecting");

  useEffect(() => {
    const port = connect();
    let shown: bigint | undefined;
    port.onmessage = ({ data }: MessageEvent<News>) => {
      if (data.kind === "lost") {
        setState(data.signedOut ? "signed-out" : "lost");
        return;
      }
      setState("live");
      if (data.kind !== "ranking") return;
      // The first one is what the page has just read by itself.
      if (shown !== undefined && data.number !== shown) void queries.invalidateQueries();
      shown = data.number;
    };
    const send = (request: Request) => port.postMessage(request);
    send({ ask: { portfolio, actor } });
    const leave = () => send({ leave: true });
    const back = (event: PageTransitionEvent) => {
      if (event.persisted) send({ ask: { portfolio, actor } });
    };
    window.addEventListener("pagehide", leave);
    window.addEventListener("pageshow", back);
    return () => {
      window.removeEventListener("pagehide", leave);
      window.removeEventListener("pageshow", back);
      leave();
      port.close();
    };
  }, [portfolio, actor, queries]);

  return <LiveContext value={state}>{children}</LiveContext>;
}
