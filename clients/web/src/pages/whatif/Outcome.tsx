import { Code } from "@connectrpc/connect";
import { refusalOf } from "@/api/errors";
import { idOf } from "@/api/names";
import { usePortfolio } from "@/app/portfolio";
import { type PreviewChangesResponse, type Ranking, Standing } from "@/gen/lifeline/scoring/v1/scoring_pb";
import { useTexts } from "@/texts";
import { Crossings } from "@/ui/Crossings";
import { Empty, Failed } from "@/ui/states";
import { Trouble } from "@/ui/Trouble";
import { CapacityUse } from "./CapacityUse";
import css from "./Outcome.module.css";
import { texts } from "./texts";

const above = [Standing.ABOVE, Standing.RIDING];
const below = [Standing.BELOW, Standing.BLOCKED, Standing.OVERSIZED];

const countIn = (ranking: Ranking | undefined, standings: readonly Standing[]) =>
  (ranking?.counts ?? [])
    .filter(({ standing }) => standings.includes(standing))
    .reduce((sum, { count }) => sum + count, 0);

/** Money with its sign, so that a loss is not told by colour alone. */
export function useSigned() {
  const { formats } = usePortfolio();
  return (hundredths: bigint) => `${hundredths > 0n ? "+" : ""}${formats.money(hundredths)}`;
}

function Figures({ preview, base }: { preview: PreviewChangesResponse; base: Ranking | undefined }) {
  const t = useTexts(texts);
  const { formats } = usePortfolio();
  const signed = useSigned();
  const counts = (standings: readonly Standing[]) =>
    t.from(formats.count(countIn(base, standings)), formats.count(countIn(preview.ranking, standings)));
  return (
    <dl className={css.figures}>
      <div>
        <dt>{t.above}</dt>
        <dd>{counts(above)}</dd>
      </div>
      <div>
        <dt>{t.below}</dt>
        <dd>{counts(below)}</dd>
      </div>
      <div>
        <dt>{t.rising}</dt>
        <dd>{formats.money(preview.moneyRisingHundredths)}</dd>
      </div>
      <div>
        <dt>{t.leaving}</dt>
        <dd>{formats.money(preview.moneyLeavingHundredths)}</dd>
      </div>
      <div className={css.balance}>
        <dt>{t.balance}</dt>
        <dd>{signed(preview.moneyChangeHundredths)}</dd>
      </div>
    </dl>
  );
}

/** What cannot be tried, in the words of the service; what could not be asked is asked again. */
export function Refused({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const t = useTexts(texts);
  const { code } = refusalOf(error);
  if (code !== Code.InvalidArgument && code !== Code.FailedPrecondition)
    return <Failed error={error} onRetry={onRetry} />;
  return (
    <Empty title={t.refused}>
      <Trouble error={error} />
    </Empty>
  );
}

/** Who would cross the line and why, what it is worth, and what it does to the teams. */
export function Outcome({
  preview,
  base,
  isBehind,
}: {
  preview: PreviewChangesResponse;
  base: Ranking | undefined;
  isBehind: boolean;
}) {
  const t = useTexts(texts);
  return (
    <div className={isBehind ? css.behind : css.outcome} aria-busy={isBehind}>
      <p className={css.against} role="status">
        {isBehind ? t.working : t.against(idOf(preview.baseRanking))}
      </p>
      <Figures preview={preview} base={base} />
      <Crossings crossings={preview.crossings} items={preview.rankedItems} />
      <p className={css.against}>{t.notRejected}</p>
      <CapacityUse before={base?.capacityUse ?? []} after={preview.ranking?.capacityUse ?? []} />
    </div>
  );
}
