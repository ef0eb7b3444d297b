import { useQuery } from "@connectrpc/connect-query";
import { Link } from "wouter";
import { portfolioName } from "@/api/names";
import { usePortfolio } from "@/app/portfolio";
import { Role } from "@/gen/lifeline/roadmap/v1/roadmap_pb";
import { type Proposal, ScoringModel_State, ScoringService } from "@/gen/lifeline/scoring/v1/scoring_pb";
import { useTexts } from "@/texts";
import { useWords } from "@/ui/words";
import { actTexts } from "./actTexts";
import css from "./Proposals.module.css";

const keys = [Role.MARKETING_LEAD, Role.IT_LEAD] as const;

function Keys({ proposal }: { proposal: Proposal }) {
  const a = useTexts(actTexts);
  const words = useWords();
  const { formats, members, memberTitle } = usePortfolio();
  const holders = (role: Role) => members.filter((one) => !one.inactive && one.roles.includes(role));
  const [marketing, it] = keys.map((role) => holders(role).map(({ name }) => name));
  const alone = marketing?.length === 1 && it?.length === 1 && marketing[0] === it[0];
  return (
    <>
      <ul>
        {keys.map((role) => {
          const key = proposal.signatures.find((signature) => signature.role === role);
          const who = holders(role).map(({ name }) => memberTitle(name));
          return (
            <li key={role}>
              <span aria-hidden="true">{key === undefined ? "○" : "●"}</span> {a.keyOf(words.role(role))}:{" "}
              {key === undefined
                ? a.unsigned(who.join(", ") || a.nobody)
                : a.signed(memberTitle(key.signer), formats.dateTime(key.signTime))}
            </li>
          );
        })}
      </ul>
      {alone && <p>{a.samePerson}</p>}
    </>
  );
}

/** Versions that were proposed and wait for their keys. */
export function Proposals() {
  const a = useTexts(actTexts);
  const { id, formats, memberTitle } = usePortfolio();
  const { data } = useQuery(ScoringService.method.listScoringModels, { parent: portfolioName(id) });
  const waiting = (data?.models ?? []).filter(({ state }) => state === ScoringModel_State.PROPOSED);
  if (waiting.length === 0) return null;
  return (
    <section className={css.proposals}>
      <h2>{a.waiting}</h2>
      <p className={css.hint}>{a.waitingHint}</p>
      {waiting.map(({ name, title, version, proposal }) => (
        <article key={name} className={css.proposal}>
          <h3>
            {title} <span className={css.hint}>v{version}</span>
          </h3>
          {proposal !== undefined && (
            <>
              <p className={css.hint}>
                {a.proposedBy(memberTitle(proposal.proposer), formats.dateTime(proposal.proposeTime))}
              </p>
              <p>{proposal.reason}</p>
              <Keys proposal={proposal} />
              <p className={css.hint}>
                {a.digest}: <code>{proposal.digest}</code>
              </p>
              <p className={css.hint}>{a.arbiterFrom(formats.dateTime(proposal.arbiterTime))}</p>
              <p>
                <Link href={`/p/${id}/inbox`}>{a.toInbox}</Link>
              </p>
            </>
          )}
        </article>
      ))}
    </section>
  );
}
