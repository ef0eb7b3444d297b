import { type ComponentType, lazy } from "react";
import { defineTexts } from "@/texts";

/** The pages of a portfolio. Each is a part of the bundle of its own, but the first one. */
export interface Page {
  /** Under `/p/{portfolio}`. */
  readonly path: string;
  readonly component: ComponentType;
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

const ReviewPage = lazy(() => import("@/pages/review/ReviewPage"));

export const pages: readonly Page[] = [
  { path: "/ranking", component: lazy(() => import("@/pages/ranking/RankingPage")), nav: "ranking" },
  { path: "/new", component: lazy(() => import("@/pages/intake/IntakePage")), nav: "intake" },
  { path: "/ratings", component: lazy(() => import("@/pages/ratings/RatingsPage")), nav: "ratings" },
  { path: "/what-if", component: lazy(() => import("@/pages/whatif/WhatIfPage")), nav: "whatIf" },
  { path: "/inbox", component: lazy(() => import("@/pages/inbox/InboxPage")), nav: "inbox" },
  { path: "/roadmap", component: lazy(() => import("@/pages/roadmap/RoadmapPage")), nav: "roadmap" },
  { path: "/review", component: ReviewPage, nav: "review" },
  { path: "/review/:review", component: ReviewPage },
  { path: "/figures", component: lazy(() => import("@/pages/figures/FiguresPage")), nav: "figures" },
  { path: "/items/:item", component: lazy(() => import("@/pages/item/ItemPage")) },
];
