import { Code, ConnectError } from "@connectrpc/connect";
import { useQuery } from "@connectrpc/connect-query";
import { portfolioName } from "@/api/names";
import { usePortfolio } from "@/app/portfolio";
import { AuditService } from "@/gen/lifeline/audit/v1/audit_pb";
import { useTexts } from "@/texts";
import css from "./Parts.module.css";
import { texts } from "./texts";

/** Whether the promise held, by the newest audit from outside: scoring's own report could not say it of itself. */
export function SilentDrops() {
  const t = useTexts(texts);
  const { id, formats } = usePortfolio();
  const { data: audit, error } = useQuery(
    AuditService.method.getAudit,
    { name: `${portfolioName(id)}/audit` },
    { retry: false, staleTime: 0 },
  );
  if (audit === undefined) {
    if (error === null) return null;
    return <p>{ConnectError.from(error).code === Code.NotFound ? t.notAudited : t.noAudit}</p>;
  }
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
