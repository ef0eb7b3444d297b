import { create } from "@bufbuild/protobuf";
import { useQueries } from "@tanstack/react-query";
import { useClients } from "@/api/clients";
import type { Clients } from "@/api/transport";
import { useSession } from "@/app/session";
import { dayOfEpoch } from "@/days";
import { type Kpi, type KpiPoint, KpiPointSchema } from "@/gen/lifeline/roadmap/v1/roadmap_pb";
import { type Series, seriesOf } from "./series";

/** An indicator with all its points; without, as long as they come. */
export interface Measured {
  readonly kpi: Kpi;
  readonly series: Series | undefined;
  readonly error: unknown;
}

async function allPoints({ roadmap }: Pick<Clients, "roadmap">, kpi: string, signal: AbortSignal) {
  const points: KpiPoint[] = [];
  let pageToken = "";
  do {
    const page = await roadmap.listKpiPoints({ kpi, pageSize: 1000, pageToken }, { signal });
    points.push(...page.points);
    pageToken = page.nextPageToken;
  } while (pageToken !== "");
  return seriesOf(points);
}

export function useMeasured(kpis: readonly Kpi[]): readonly Measured[] {
  const clients = useClients();
  const { actor } = useSession();
  const series = useQueries({
    queries: kpis.map(({ name }) => ({
      queryKey: ["kpi-points", name, actor],
      queryFn: ({ signal }: { signal: AbortSignal }) => allPoints(clients, name, signal),
    })),
  });
  return kpis.map((kpi, at) => ({ kpi, series: series[at]?.data, error: series[at]?.error }));
}

export interface NewPoint {
  readonly day: number;
  readonly hundredths: bigint;
  readonly note: string;
}

/** One call takes so many. */
const perCall = 1000;

export interface Added {
  readonly added: number;
  readonly replaced: number;
  readonly revision: bigint;
}

/** Adds points, however many. What a call has added stays if a later one fails; the same points again change nothing. */
export async function addPoints(
  { roadmap }: Pick<Clients, "roadmap">,
  kpi: string,
  points: readonly NewPoint[],
  requestId: string,
  onPart?: (from: number) => void,
): Promise<Added> {
  let all: Added = { added: 0, replaced: 0, revision: 0n };
  for (let from = 0; from < points.length; from += perCall) {
    onPart?.(from);
    const some = points.slice(from, from + perCall);
    const answer = await roadmap.addKpiPoints({
      kpi,
      points: some.map(({ day, hundredths, note }) =>
        create(KpiPointSchema, { day: dayOfEpoch(day), valueHundredths: hundredths, note }),
      ),
      requestId: from === 0 ? requestId : `${requestId}-${from}`,
    });
    all = {
      added: all.added + answer.addedCount,
      replaced: all.replaced + answer.replacedCount,
      revision: answer.revision,
    };
  }
  return all;
}
