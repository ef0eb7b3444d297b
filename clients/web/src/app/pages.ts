import { type ComponentType, lazy } from "react";
import { defineTexts } from "@/texts";

/** The pages of a portfolio. Each is a part of the bundle of its own. */
export interface Page {
  /** Under `/p/{portfolio}`. */
  readonly path: string;
  readonly component: ComponentType;
  readonly load: () => Promise<unknown>;
  /** The key of its name in the navigation; pages without one are reached from others. */
  readonly nav?: keyof (typeof navTexts)["en"];
}

export const navTexts = defineTexts({
  en: {
    ranking: "Ranking",
    intake: "New request",
    ratings: "Ratings",
    whatIf: "What if",
    inbox: "Inbox",
    roadmap: "Roadmap",
    review: "Review",
    figures: "Shared figures",
  },
  de: {
    ranking: "Rangliste",
    intake: "Neue Anforderung",
    ratings: "Bewertungen",
    whatIf: "Was wäre wenn",
    inbox: "Eingang",
    roadmap: "Roadmap",
    review: "Review",
    figures: "Gemeinsame Zahlen",
  },
});

/** A page whose part is loaded when it is shown, or before. */
function page(path: string, load: () => Promise<{ default: ComponentType }>, nav?: Page["nav"]): Page {
  return { path, load, component: lazy(load), ...(nav !== undefined && { nav }) };
}

const loadReview = () => import("@/pages/review/ReviewPage");

export const pages: readonly Page[] = [
  page("/ranking", () => import("@/pages/ranking/RankingPage"), "ranking"),
  page("/new", () => import("@/pages/intake/IntakePage"), "intake"),
  page("/ratings", () => import("@/pages/ratings/RatingsPage"), "ratings"),
  page("/what-if", () => import("@/pages/whatif/WhatIfPage"), "whatIf"),
  page("/inbox", () => import("@/pages/inbox/InboxPage"), "inbox"),
  page("/roadmap", () => import("@/pages/roadmap/RoadmapPage"), "roadmap"),
  page("/review", loadReview, "review"),
  page("/review/:review", loadReview),
  page("/figures", () => import("@/pages/figures/FiguresPage"), "figures"),
  page("/items/:item", () => import("@/pages/item/ItemPage")),
];
