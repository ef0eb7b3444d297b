import { Code, ConnectError } from "@connectrpc/connect";
import { useQuery } from "@connectrpc/connect-query";
import { portfolioName } from "@/api/names";
import { usePortfolio } from "@/app/portfolio";
import { type Audit, AuditService } from "@/gen/lifeline/audit/v1/audit_pb";
import { useTexts } from "@/texts";
import css from "./Parts.module.css";
import { texts } from "./texts";

function WhyUnknown({ error }: { error: ConnectError }) {
  const t = useTexts(texts);
  switch (error.code) {
    case Code.NotFound:
      return <p>{t.notAudited}</p>;
    case Code.Unavailable:
      return <p>{t.noAudit}</p>;
    default:
      return <p>{t.auditUnread}</p>;
  }
}

function Audited({ audit }: { audit: Audit }) {
  const t = useTexts(texts);
  const { formats } = usePortfolio();
  const findings = audit.checks.flatMap(({ findings }) => findings);
  return (
    <>
      <p>
        <strong className={audit.silentDrops > 0n ? css.overdue : undefined}>
          {t.silentDrops(formats.count(audit.silentDrops))}
        </strong>{" "}
        {t.auditOf(formats.dateTime(audit.startTime))}
      </p>
      {findings.length > 0 && (
        <details>
          <summary>{t.findings(formats.count(audit.findingCount))}</summary>
          <ul>
            {findings.map((finding) => (
              <li key={finding}>{finding}</li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

/**
 * Whether the promise held, by the newest audit from outside: scoring's own report could not say it of itself. A section of its own, as
 * the rest of a report is of the review's time.
 */
export function SilentDrops() {
  const t = useTexts(texts);
  const { id } = usePortfolio();
  const { data: audit, error } = useQuery(
    AuditService.method.getAudit,
    { name: `${portfolioName(id)}/audit` },
    { retry: false, staleTime: 0 },
  );
  if (audit === undefined && error === null) return null;
  return (
    <section aria-labelledby="review-silent-drops">
      <h2 id="review-silent-drops">{t.audited}</h2>
      {audit === undefined ? <WhyUnknown error={ConnectError.from(error)} /> : <Audited audit={audit} />}
    </section>
  );
}
