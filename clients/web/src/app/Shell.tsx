import { useQuery } from "@connectrpc/connect-query";
import { type ReactNode, useEffect, useRef } from "react";
import { Link, useLocation } from "wouter";
import { idOf, portfolioName } from "@/api/names";
import { type Caller, useCaller } from "@/app/caller";
import { useLive } from "@/app/Live";
import { navTexts, pages } from "@/app/pages";
import { useSession } from "@/app/session";
import { Member_Kind, RoadmapService } from "@/gen/lifeline/roadmap/v1/roadmap_pb";
import { defineTexts, useTexts } from "@/texts";
import { useWords } from "@/ui/words";
import css from "./Shell.module.css";

const texts = defineTexts({
  en: {
    noToken: "You are signed out. Sign in where your house signs in, and load the page again.",
    skip: "Skip to the page",
    pages: "Pages",
    actor: "Acting as",
    localUser: "the local user",
    signedInAs: "Signed in as",
    stranger:
      "You are no member of this portfolio. Everything can be read; an admin of the portfolio can add you, so that you can take part.",
    left: "You have left this portfolio. Everything can be read; an admin of the portfolio can make you active again.",
    language: "Language",
    theme: "Colours",
    system: "as the system",
    light: "light",
    dark: "dark",
    live: "live",
    connecting: "connecting",
    lost: "Connection lost. What you see may be out of date; it is tried again.",
    signedOut:
      "You are signed out. Open a new link to the board: the quickstart shows one, and the file board-link beside the data has it.",
  },
  de: {
    noToken:
      "Sie sind abgemeldet. Melden Sie sich dort wieder an, wo Ihr Haus sich anmeldet, und laden Sie die Seite neu.",
    skip: "Zur Seite springen",
    pages: "Seiten",
    actor: "Handeln als",
    localUser: "lokaler Benutzer",
    signedInAs: "Angemeldet als",
    stranger:
      "Sie sind kein Mitglied dieses Portfolios. Lesen lässt sich alles; die Verwaltung des Portfolios kann Sie aufnehmen, damit Sie mitwirken können.",
    left: "Sie haben dieses Portfolio verlassen. Lesen lässt sich alles; die Verwaltung des Portfolios kann Sie wieder aufnehmen.",
    language: "Sprache",
    theme: "Farben",
    system: "wie das System",
    light: "hell",
    dark: "dunkel",
    live: "aktuell",
    connecting: "verbindet",
    lost: "Verbindung verloren. Was Sie sehen, kann veraltet sein; es wird weiter versucht.",
    signedOut:
      "Sie sind abgemeldet. Öffnen Sie einen neuen Link zum Board: Der Quickstart zeigt ihn, und er steht in der Datei board-link bei den Daten.",
  },
});

function Actor({ portfolio }: { portfolio: string }) {
  const t = useTexts(texts);
  const words = useWords();
  const { actor, change } = useSession();
  const { data } = useQuery(RoadmapService.method.listMembers, {
    parent: portfolioName(portfolio),
    pageSize: 1000,
  });
  const people = (data?.members ?? []).filter(
    ({ kind, inactive, address }) => kind !== Member_Kind.TOOL && !inactive && address !== "",
  );
  const known = actor === "" || people.some(({ address }) => address === actor);
  return (
    <label className={`${css.choice} ${css.actor}`}>
      <span className={css.choiceLabel}>{t.actor}</span>
      <select value={actor} onChange={({ target }) => change({ actor: target.value })}>
        <option value="">{t.localUser}</option>
        {!known && <option value={actor}>{actor}</option>}
        {people.map(({ address, displayName, roles }) => (
          <option key={address} value={address}>
            {[displayName || address, roles.map(words.role).join(", ")].filter(Boolean).join(" – ")}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Who is signed in, where that is not chosen here. Its place is kept until it is known. */
function SignedIn({ caller }: { caller: Caller | undefined }) {
  const t = useTexts(texts);
  const words = useWords();
  const member = caller?.kind === "member" ? caller.member : undefined;
  const claim = caller?.kind === "stranger" || caller?.kind === "left" ? caller.claim : "";
  if (caller !== undefined && member === undefined && claim === "") return null;
  return (
    <p className={`${css.choice} ${css.signedIn}`} title={member?.roles.map(words.role).join(", ")}>
      <span className={css.choiceLabel}>{t.signedInAs}</span>{" "}
      <b>{member === undefined ? claim : member.displayName || member.address || idOf(member.name)}</b>
    </p>
  );
}

/** Said calmly: reading is nobody's privilege. */
function NoMember({ caller }: { caller: Caller | undefined }) {
  const t = useTexts(texts);
  if (caller?.kind !== "stranger" && caller?.kind !== "left") return null;
  return (
    <p className={`${css.stranger} no-print`} role="status">
      {t[caller.kind]}
    </p>
  );
}

function Preferences() {
  const t = useTexts(texts);
  const { language, theme, change } = useSession();
  return (
    <>
      <label className={css.choice}>
        <span className="visually-hidden">{t.language}</span>
        <select
          value={language}
          onChange={({ target }) => change({ language: target.value === "de" ? "de" : "en" })}
        >
          <option value="de" lang="de">
            Deutsch
          </option>
          <option value="en" lang="en">
            English
          </option>
        </select>
      </label>
      <label className={css.choice}>
        <span className="visually-hidden">{t.theme}</span>
        <select
          value={theme}
          onChange={({ target }) =>
            change({ theme: target.value === "light" || target.value === "dark" ? target.value : "system" })
          }
        >
          <option value="system">{t.system}</option>
          <option value="light">{t.light}</option>
          <option value="dark">{t.dark}</option>
        </select>
      </label>
    </>
  );
}

function Status() {
  const t = useTexts(texts);
  const live = useLive();
  return (
    <p className={css.status} data-live={live} role="status">
      {live === "live" ? t.live : live === "connecting" ? t.connecting : ""}
    </p>
  );
}

/** The pages, by name. On a narrow screen they do not all fit; the one that is shown is among those that one sees. */
function Pages({ portfolio }: { portfolio: string }) {
  const t = useTexts(texts);
  const names = useTexts(navTexts);
  const [location] = useLocation();
  const list = useRef<HTMLElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: where one is decides which link is the current one
  useEffect(() => {
    const nav = list.current;
    if (nav === null) return;
    const show = () => {
      const current = nav.querySelector<HTMLElement>("[aria-current]");
      if (current) nav.scrollTo({ left: current.offsetLeft - nav.offsetLeft - 16 });
    };
    show();
    const observer = new ResizeObserver(show);
    observer.observe(nav);
    return () => observer.disconnect();
  }, [location]);
  return (
    <nav ref={list} aria-label={t.pages} className={css.nav}>
      {pages.map(({ path, nav: name }) => {
        if (name === undefined) return null;
        const href = `/p/${portfolio}${path}`;
        return (
          <Link key={path} href={href} aria-current={location.startsWith(href) ? "page" : undefined}>
            {names[name]}
          </Link>
        );
      })}
    </nav>
  );
}

/** What surrounds every page of a portfolio. */
export function Shell({ portfolio, children }: { portfolio: string; children: ReactNode }) {
  const t = useTexts(texts);
  const live = useLive();
  const { identity } = useSession();
  const caller = useCaller(portfolio);
  return (
    <div className={css.shell}>
      <a className={css.skip} href="#page">
        {t.skip}
      </a>
      <header className={`${css.head} no-print`}>
        <Link href={`/p/${portfolio}/ranking`} className={css.brand}>
          Lifeline
        </Link>
        <Status />
        <div className={css.choices}>
          {identity === "token" ? <SignedIn caller={caller} /> : <Actor portfolio={portfolio} />}
          <Preferences />
        </div>
        <Pages portfolio={portfolio} />
      </header>
      {(live === "lost" || live === "signed-out") && (
        <p className={css.lost} role="alert">
          {live === "lost" ? t.lost : identity === "token" ? t.noToken : t.signedOut}
        </p>
      )}
      <NoMember caller={caller} />
      <main id="page" tabIndex={-1} className={css.page}>
        {children}
      </main>
    </div>
  );
}
