import { useEffect } from "react";
import { defineTexts, useTexts } from "@/texts";

const texts = defineTexts({
  en: {
    ask: "You have not saved what you typed. Leave this page? It will still be here when you come back.",
  },
  de: {
    ask: "Ihre Eingaben sind nicht gespeichert. Seite verlassen? Wenn Sie zurückkommen, sind sie noch da.",
  },
});

/** Asks before somebody leaves a page with something unsaved: by a link of the page, by closing it or by loading it anew. */
export function useLeaveGuard(unsaved: boolean): void {
  const t = useTexts(texts);
  useEffect(() => {
    if (!unsaved) return;
    const unload = (event: BeforeUnloadEvent) => event.preventDefault();
    const click = (event: MouseEvent) => {
      const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
      const elsewhere = link?.getAttribute("target") === "_blank" || event.ctrlKey || event.metaKey;
      if (!(link instanceof HTMLAnchorElement) || elsewhere || link.hash !== "") return;
      if (!window.confirm(t.ask)) {
        event.preventDefault();
        event.stopPropagation();
      }
    };
    window.addEventListener("beforeunload", unload);
    // Before the router hears of it.
    document.addEventListener("click", click, true);
    return () => {
      window.removeEventListener("beforeunload", unload);
      document.removeEventListener("click", click, true);
    };
  }, [unsaved, t]);
}
