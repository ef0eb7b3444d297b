import { TransportProvider } from "@connectrpc/connect-query";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, Suspense, useEffect, useMemo, useState } from "react";
import { matchRoute, Redirect, Route, Switch, useLocation, useRouter } from "wouter";
import { ClientsContext } from "@/api/clients";
import { isAway } from "@/api/errors";
import { makeClients, makeTransport } from "@/api/transport";
import { Live } from "@/app/Live";
import { pages } from "@/app/pages";
import { PortfolioScope } from "@/app/portfolio";
import { Shell } from "@/app/Shell";
import {
  askIdentity,
  type Identity,
  keepSession,
  readSession,
  type Session,
  SessionContext,
  useSession,
} from "@/app/session";
import { defineTexts, useTexts } from "@/texts";
import { Guard } from "@/ui/Guard";
import { NoticesProvider } from "@/ui/Notices";
import { Empty, Loading } from "@/ui/states";
import { Start } from "./Start";

const texts = defineTexts({
  en: { noPage: "There is no such page" },
  de: { noPage: "Diese Seite gibt es nicht" },
});

function SessionProvider({ children }: { children: ReactNode }) {
  const [session, setSession] = useState<Session>(readSession);
  useEffect(() => {
    keepSession(session);
    document.documentElement.lang = session.language;
    document.documentElement.dataset.theme = session.theme;
  }, [session]);
  const [identity, setIdentity] = useState<Identity>();
  useEffect(() => {
    askIdentity().then(setIdentity, () => setIdentity("claimed"));
  }, []);
  const value = useMemo(
    () => ({
      ...session,
      // Claims are refused where tokens say who calls.
      ...(identity === "token" && { actor: "" }),
      identity,
      change: (to: Partial<Session>) => setSession((now) => ({ ...now, ...to })),
    }),
    [session, identity],
  );
  return <SessionContext value={value}>{children}</SessionContext>;
}

/** Everything that asks the services asks in the name of one actor; another actor starts with nothing read. */
function Services({ children }: { children: ReactNode }) {
  const { actor } = useSession();
  const services = useMemo(() => {
    const transport = makeTransport(actor);
    const queries = new QueryClient({
      defaultOptions: {
        // What changes is told by the live stream; what comes back to the front is looked at again.
        queries: {
          staleTime: 60_000,
          retry: (count, error) => isAway(error) && count < 20,
          retryDelay: 1_000,
        },
        mutations: { retry: false },
      },
    });
    return { transport, queries, clients: makeClients(transport) };
  }, [actor]);
  return (
    <TransportProvider transport={services.transport}>
      <QueryClientProvider client={services.queries}>
        <ClientsContext value={services.clients}>{children}</ClientsContext>
      </QueryClientProvider>
    </TransportProvider>
  );
}

function NoPage() {
  return <Empty title={useTexts(texts).noPage} />;
}

/** Loads the page's part while what every page needs is still on its way. */
function usePagePart() {
  const { parser } = useRouter();
  const [location] = useLocation();
  useEffect(() => {
    const page = pages.find(({ path }) => matchRoute(parser, `/p/:portfolio${path}`, location)[0]);
    // Whoever shows it says that it failed.
    page?.load().catch(() => {});
  }, [parser, location]);
}

function PortfolioPages({ portfolio }: { portfolio: string }) {
  const { actor } = useSession();
  const [location] = useLocation();
  usePagePart();
  return (
    <Live portfolio={portfolio} actor={actor}>
      <Shell portfolio={portfolio}>
        <PortfolioScope id={portfolio}>
          <Guard at={location}>
            <Suspense fallback={<Loading lines={8} />}>
              <Switch>
                {pages.map(({ path, component: Page }) => (
                  <Route key={path} path={`/p/:portfolio${path}`}>
                    <Page />
                  </Route>
                ))}
                <Route path="/p/:portfolio">
                  <Redirect to={`/p/${portfolio}/ranking`} replace />
                </Route>
                <Route>
                  <NoPage />
                </Route>
              </Switch>
            </Suspense>
          </Guard>
        </PortfolioScope>
      </Shell>
    </Live>
  );
}

export function App() {
  return (
    <SessionProvider>
      <Services>
        <NoticesProvider>
          <Switch>
            <Route path="/">
              <Start />
            </Route>
            <Route path="/p/:portfolio/*?">
              {({ portfolio }) => <PortfolioPages key={portfolio} portfolio={portfolio} />}
            </Route>
            <Route>
              <NoPage />
            </Route>
          </Switch>
        </NoticesProvider>
      </Services>
    </SessionProvider>
  );
}
