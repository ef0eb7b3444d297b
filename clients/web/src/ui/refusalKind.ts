import { Code } from "@connectrpc/connect";
import { useSession } from "@/app/session";

const german: Partial<Record<Code, string>> = {
  [Code.InvalidArgument]: "So lässt es sich nicht speichern:",
  [Code.FailedPrecondition]: "Das geht so, wie es jetzt steht, nicht:",
  [Code.PermissionDenied]: "Das dürfen Sie hier nicht:",
  [Code.Unauthenticated]: "Sie sind abgemeldet:",
  [Code.NotFound]: "Das gibt es nicht oder nicht mehr:",
  [Code.AlreadyExists]: "Das gibt es schon:",
  [Code.Aborted]: "Jemand war schneller:",
  [Code.ResourceExhausted]: "Das ist zu viel:",
  [Code.Unavailable]: "Lifeline antwortet gerade nicht:",
};

/** What the services refuse they explain in English; who reads German is told first what kind of refusal it is. */
export function useRefusalKind(): (code: Code) => string | undefined {
  const { language } = useSession();
  return (code) => (language === "de" ? (german[code] ?? "Das ging nicht:") : undefined);
}
