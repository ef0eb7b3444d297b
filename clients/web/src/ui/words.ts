import { Item_State } from "@/gen/lifeline/backlog/v1/backlog_pb";
import { Role } from "@/gen/lifeline/roadmap/v1/roadmap_pb";
import {
  LineCrossing_Kind,
  Receipt_State,
  Rule,
  Rung,
  Standing,
  Task_Kind,
  Task_Side,
} from "@/gen/lifeline/scoring/v1/scoring_pb";
import { defineTexts, useTexts } from "@/texts";

/** The words of Lifeline: one for each value of the API's enums, the same everywhere. */
const words = defineTexts({
  en: {
    standing: (value: Standing) =>
      ({
        [Standing.UNSPECIFIED]: "–",
        [Standing.ABOVE]: "above",
        [Standing.RIDING]: "riding",
        [Standing.BELOW]: "below",
        [Standing.BLOCKED]: "blocked",
        [Standing.OVERSIZED]: "oversized",
        [Standing.UNSCORED]: "unscored",
        [Standing.NOT_READY]: "not ready",
        [Standing.DONE]: "done",
        [Standing.DECLINED]: "declined",
        [Standing.WITHDRAWN]: "withdrawn",
        [Standing.MERGED]: "merged",
        [Standing.LOST]: "lost",
      })[value],
    rule: (value: Rule) =>
      ({
        [Rule.UNSPECIFIED]: "",
        [Rule.BY_SCORE]: "by score",
        [Rule.BY_RESERVE]: "by reserve",
        [Rule.BY_MANDATE]: "by mandate",
        [Rule.BY_COMMITMENT]: "by commitment",
        [Rule.PULLED_UP]: "pulled up",
        [Rule.AS_RIDER]: "as a rider",
      })[value],
    kind: (value: LineCrossing_Kind) =>
      ({
        [LineCrossing_Kind.UNSPECIFIED]: "",
        [LineCrossing_Kind.DROPPED]: "dropped",
        [LineCrossing_Kind.CLOSED]: "closed",
        [LineCrossing_Kind.ENTERED_BELOW]: "came in below",
        [LineCrossing_Kind.SLIPPED]: "slipped",
        [LineCrossing_Kind.ROSE]: "rose",
        [LineCrossing_Kind.ADVANCED]: "advanced",
        [LineCrossing_Kind.ENTERED_ABOVE]: "came in above",
      })[value],
    receipt: (value: Receipt_State) =>
      ({
        [Receipt_State.UNSPECIFIED]: "",
        [Receipt_State.OPEN]: "answer owed",
        [Receipt_State.SEEN]: "seen, answer owed",
        [Receipt_State.ACCEPTED]: "accepted",
        [Receipt_State.APPEALED]: "appealed",
        [Receipt_State.RIDE_ALONG]: "rides along",
        [Receipt_State.DEFERRED]: "deferred",
        [Receipt_State.WITHDRAWN]: "withdrawn",
        [Receipt_State.CLEARED]: "rose again",
        [Receipt_State.GRANTED]: "appeal granted",
        [Receipt_State.REFUSED]: "appeal refused",
      })[value],
    rung: (value: Rung) =>
      ({
        [Rung.UNSPECIFIED]: "not told yet",
        [Rung.ASKED]: "asked",
        [Rung.OVERDUE]: "overdue",
        [Rung.DEPUTY]: "overdue, deputy asked",
        [Rung.OWNER]: "overdue, owner asked",
        [Rung.PLANNER]: "overdue, planner asked",
        [Rung.ARBITER]: "overdue, arbiter asked",
      })[value],
    task: (value: Task_Kind) =>
      ({
        [Task_Kind.UNSPECIFIED]: "",
        [Task_Kind.RATE]: "rate",
        [Task_Kind.ESTIMATE]: "estimate",
        [Task_Kind.VALIDATE]: "agree that it is ready",
        [Task_Kind.DECIDE]: "decide",
        [Task_Kind.PREPARE]: "complete the request",
        [Task_Kind.SETTLE]: "settle opinions",
        [Task_Kind.CONFIRM]: "confirm what was delivered",
      })[value],
    side: (value: Task_Side) =>
      ({
        [Task_Side.UNSPECIFIED]: "",
        [Task_Side.VALUE]: "value side",
        [Task_Side.EFFORT]: "effort side",
        [Task_Side.PLANNING]: "planning",
        [Task_Side.REQUESTER]: "requesters",
      })[value],
    state: (value: Item_State) =>
      ({
        [Item_State.UNSPECIFIED]: "",
        [Item_State.DRAFT]: "draft",
        [Item_State.SUBMITTED]: "submitted",
        [Item_State.VALIDATING]: "validating",
        [Item_State.READY]: "ready",
        [Item_State.DONE]: "done",
        [Item_State.DECLINED]: "declined",
        [Item_State.WITHDRAWN]: "withdrawn",
        [Item_State.MERGED]: "merged",
      })[value],
    role: (value: Role) =>
      ({
        [Role.UNSPECIFIED]: "",
        [Role.REQUESTER]: "requester",
        [Role.PRODUCT_OWNER]: "product owner",
        [Role.VALUE_RATER]: "value rater",
        [Role.EFFORT_RATER]: "effort rater",
        [Role.PLANNER]: "planner",
        [Role.MARKETING_LEAD]: "marketing lead",
        [Role.IT_LEAD]: "IT lead",
        [Role.ARBITER]: "arbiter",
        [Role.ADMIN]: "admin",
        [Role.READER]: "reader",
        [Role.SYNC]: "sync",
      })[value],
  },
  de: {
    standing: (value: Standing) =>
      ({
        [Standing.UNSPECIFIED]: "–",
        [Standing.ABOVE]: "über der Linie",
        [Standing.RIDING]: "fährt mit",
        [Standing.BELOW]: "unter der Linie",
        [Standing.BLOCKED]: "blockiert",
        [Standing.OVERSIZED]: "zu groß",
        [Standing.UNSCORED]: "ohne Punktwert",
        [Standing.NOT_READY]: "nicht bereit",
        [Standing.DONE]: "erledigt",
        [Standing.DECLINED]: "abgelehnt",
        [Standing.WITHDRAWN]: "zurückgezogen",
        [Standing.MERGED]: "zusammengeführt",
        [Standing.LOST]: "verloren",
      })[value],
    rule: (value: Rule) =>
      ({
        [Rule.UNSPECIFIED]: "",
        [Rule.BY_SCORE]: "nach Punktwert",
        [Rule.BY_RESERVE]: "aus dem Kontingent",
        [Rule.BY_MANDATE]: "als Vorgabe",
        [Rule.BY_COMMITMENT]: "als Zusage",
        [Rule.PULLED_UP]: "vorgezogen",
        [Rule.AS_RIDER]: "huckepack",
      })[value],
    kind: (value: LineCrossing_Kind) =>
      ({
        [LineCrossing_Kind.UNSPECIFIED]: "",
        [LineCrossing_Kind.DROPPED]: "unter die Linie gerutscht",
        [LineCrossing_Kind.CLOSED]: "geschlossen",
        [LineCrossing_Kind.ENTERED_BELOW]: "neu unter der Linie",
        [LineCrossing_Kind.SLIPPED]: "verschoben",
        [LineCrossing_Kind.ROSE]: "aufgestiegen",
        [LineCrossing_Kind.ADVANCED]: "vorgerückt",
        [LineCrossing_Kind.ENTERED_ABOVE]: "neu über der Linie",
      })[value],
    receipt: (value: Receipt_State) =>
      ({
        [Receipt_State.UNSPECIFIED]: "",
        [Receipt_State.OPEN]: "Rückmeldung offen",
        [Receipt_State.SEEN]: "gesehen, Rückmeldung offen",
        [Receipt_State.ACCEPTED]: "angenommen",
        [Receipt_State.APPEALED]: "widersprochen",
        [Receipt_State.RIDE_ALONG]: "fährt mit",
        [Receipt_State.DEFERRED]: "zurückgestellt",
        [Receipt_State.WITHDRAWN]: "zurückgezogen",
        [Receipt_State.CLEARED]: "wieder aufgestiegen",
        [Receipt_State.GRANTED]: "Widerspruch stattgegeben",
        [Receipt_State.REFUSED]: "Widerspruch abgelehnt",
      })[value],
    rung: (value: Rung) =>
      ({
        [Rung.UNSPECIFIED]: "noch nicht mitgeteilt",
        [Rung.ASKED]: "gefragt",
        [Rung.OVERDUE]: "überfällig",
        [Rung.DEPUTY]: "überfällig, Vertretung gefragt",
        [Rung.OWNER]: "überfällig, Verantwortliche gefragt",
        [Rung.PLANNER]: "überfällig, Planung gefragt",
        [Rung.ARBITER]: "überfällig, Schiedsstelle gefragt",
      })[value],
    task: (value: Task_Kind) =>
      ({
        [Task_Kind.UNSPECIFIED]: "",
        [Task_Kind.RATE]: "bewerten",
        [Task_Kind.ESTIMATE]: "schätzen",
        [Task_Kind.VALIDATE]: "freigeben",
        [Task_Kind.DECIDE]: "entscheiden",
        [Task_Kind.PREPARE]: "ergänzen",
        [Task_Kind.SETTLE]: "Meinungen beilegen",
        [Task_Kind.CONFIRM]: "Lieferung bestätigen",
      })[value],
    side: (value: Task_Side) =>
      ({
        [Task_Side.UNSPECIFIED]: "",
        [Task_Side.VALUE]: "Wertseite",
        [Task_Side.EFFORT]: "Aufwandsseite",
        [Task_Side.PLANNING]: "Planung",
        [Task_Side.REQUESTER]: "Anforderer",
      })[value],
    state: (value: Item_State) =>
      ({
        [Item_State.UNSPECIFIED]: "",
        [Item_State.DRAFT]: "Entwurf",
        [Item_State.SUBMITTED]: "eingereicht",
        [Item_State.VALIDATING]: "in Prüfung",
        [Item_State.READY]: "bereit",
        [Item_State.DONE]: "erledigt",
        [Item_State.DECLINED]: "abgelehnt",
        [Item_State.WITHDRAWN]: "zurückgezogen",
        [Item_State.MERGED]: "zusammengeführt",
      })[value],
    role: (value: Role) =>
      ({
        [Role.UNSPECIFIED]: "",
        [Role.REQUESTER]: "Anforderer",
        [Role.PRODUCT_OWNER]: "Product Owner",
        [Role.VALUE_RATER]: "Bewertung Wert",
        [Role.EFFORT_RATER]: "Schätzung Aufwand",
        [Role.PLANNER]: "Planung",
        [Role.MARKETING_LEAD]: "Marketing-Leitung",
        [Role.IT_LEAD]: "IT-Leitung",
        [Role.ARBITER]: "Schiedsstelle",
        [Role.ADMIN]: "Verwaltung",
        [Role.READER]: "nur lesend",
        [Role.SYNC]: "Abgleich",
      })[value],
  },
});

export const useWords = () => useTexts(words);
