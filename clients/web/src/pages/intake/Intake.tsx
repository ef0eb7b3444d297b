import { type FormEvent, useEffect, useId, useMemo, useState } from "react";
import { Link } from "wouter";
import { fieldError } from "@/api/errors";
import { idOf } from "@/api/names";
import { useActiveModel } from "@/api/ranking";
import { usePortfolio } from "@/app/portfolio";
import { useSession } from "@/app/session";
import type { Item } from "@/gen/lifeline/backlog/v1/backlog_pb";
import { useTexts } from "@/texts";
import { Button } from "@/ui/Button";
import { parseEffort } from "@/ui/effort";
import { keep, readKept } from "@/ui/keep";
import { useNotices } from "@/ui/Notices";
import { PageHead } from "@/ui/PageHead";
import { useLeaveGuard } from "@/ui/useLeaveGuard";
import { DraftList } from "./DraftList";
import { emptyForm, type Form, formFrom, itemOf } from "./form";
import { IntakeForm } from "./IntakeForm";
import css from "./IntakePage.module.css";
import panels from "./panels.module.css";
import { ReadinessPanel } from "./ReadinessPanel";
import { SimilarPanel, useSimilar } from "./SimilarPanel";
import { AssumedEffort, type AssumedForm, StandingPanel } from "./StandingPanel";
import { formOf } from "./stored";
import { texts } from "./texts";
import { type Assumed, useQuestions } from "./useQuestions";
import { useSend } from "./useSend";

interface Props {
  items: readonly Item[];
  drafts: readonly Item[];
  draft: Item | undefined;
  onSaved: (item: Item) => void;
  onSubmitted: (item: Item) => void;
  onRemoved: (item: Item) => void;
}

/** Of a team, as the API says. */
const mostEffort = 10_000_000n;

/** Efforts as typed, of the teams that have one, and those that cannot be read. */
function useAssumed() {
  const { portfolio, teams } = usePortfolio();
  const { language } = useSession();
  const [typed, setTyped] = useState<AssumedForm>({});
  const { assumed, wrong } = useMemo(() => {
    const efforts: Assumed[] = [];
    const unread = new Set<string>();
    for (const { name } of teams) {
      const text = typed[idOf(name)] ?? "";
      if (text.trim() === "") continue;
      const effortHundredths = parseEffort(text, portfolio.sizes, language);
      if (effortHundredths === undefined || effortHundredths < 0n || effortHundredths > mostEffort)
        unread.add(idOf(name));
      else efforts.push({ team: name, effortHundredths });
    }
    return { assumed: efforts, wrong: unread };
  }, [typed, teams, portfolio, language]);
  return { typed, setTyped, assumed, wrong };
}

/** Touchpoints of the backlog, the most used first: the same thing should have the same name. */
function useKnownTouchpoints(items: readonly Item[]): string[] {
  return useMemo(() => {
    const uses = new Map<string, number>();
    for (const { touchpoints } of items)
      for (const touchpoint of touchpoints) uses.set(touchpoint, (uses.get(touchpoint) ?? 0) + 1);
    return [...uses].sort(([, a], [, b]) => b - a).map(([touchpoint]) => touchpoint);
  }, [items]);
}

export function Intake({ items, drafts, draft, onSaved, onSubmitted, onRemoved }: Props) {
  const t = useTexts(texts);
  const say = useNotices();
  const { id, reader } = usePortfolio();
  const { language } = useSession();
  const headings = useId();
  const stored = useMemo(
    () => (draft === undefined ? emptyForm : formOf(draft, language)),
    [draft, language],
  );
  const key = `lifeline.intake.${id}.${reader}.${draft === undefined ? "" : idOf(draft.name)}`;
  const [form, setForm] = useState<Form>(() => formFrom(readKept<unknown>(key, stored)));
  const [tried, setTried] = useState(false);
  const dirty = JSON.stringify(form) !== JSON.stringify(stored);
  useEffect(() => keep(key, dirty ? form : undefined), [key, form, dirty]);
  const { typed, setTyped, assumed, wrong: wrongEfforts } = useAssumed();
  const asked = useQuestions(form, draft, assumed);
  const similar = useSimilar(asked.item, items, draft);
  const { send, sending, refusal } = useSend(draft);
  const model = useActiveModel(id);
  const knownTouchpoints = useKnownTouchpoints(items);
  useLeaveGuard(dirty && !sending);

  const read = itemOf(form, language);
  const wrong = (path: string): string | undefined => {
    if (read.wrong.has(path)) return t.noNumber;
    if (tried && path === "title" && read.item.title === "") return t.needTitle;
    if (tried && path === "category" && read.item.category === "") return t.needCategory;
    return fieldError(refusal, path) ?? fieldError(asked.refusal, path);
  };
  const go = async (submit: boolean) => {
    setTried(true);
    if (read.item.title === "" || read.item.category === "" || read.wrong.size > 0) {
      // After it has been marked.
      setTimeout(() => document.querySelector<HTMLElement>("#intake [aria-invalid]")?.focus());
      return;
    }
    const item = await send(read.item, submit);
    if (item === undefined) {
      setTimeout(() => document.querySelector<HTMLElement>("#intake [aria-invalid]")?.focus());
      return;
    }
    keep(key, undefined);
    if (submit) return onSubmitted(item);
    say.done(t.savedDraft);
    setForm(formOf(item, language));
    onSaved(item);
  };

  return (
    <>
      <PageHead title={draft === undefined ? t.title : `${t.goOn}: ${draft.title}`} lead={t.lead}>
        {draft !== undefined && <Link href={`/p/${id}/new`}>{t.newOne}</Link>}
      </PageHead>
      <DraftList drafts={drafts} current={draft?.name} onRemoved={onRemoved} />
      <div className={css.sheet}>
        <form
          id="intake"
          className={css.form}
          noValidate
          onSubmit={(event: FormEvent) => {
            event.preventDefault();
            void go(true);
          }}
        >
          <IntakeForm
            form={form}
            change={(change) => setForm((now) => ({ ...now, ...change }))}
            wrong={wrong}
            would={asked.would}
            knownTouchpoints={knownTouchpoints}
          />
          <div className={`${css.send} no-print`}>
            <Button type="submit" kind="primary" disabled={sending}>
              {sending ? t.sending : t.submit}
            </Button>
            <Button disabled={sending || (draft !== undefined && !dirty)} onClick={() => void go(false)}>
              {t.saveDraft}
            </Button>
            {similar.length > 0 && <a href={`#${headings}-similar`}>{t.similarCount(similar.length)}</a>}
            {dirty && <p className={`${css.quiet} ${css.kept}`}>{t.kept}</p>}
          </div>
        </form>
        <aside className={css.side} aria-label={t.beside}>
          <section className={panels.panel} aria-labelledby={`${headings}-similar`} aria-live="polite">
            <h2 id={`${headings}-similar`}>{t.similar}</h2>
            <SimilarPanel typed={asked.item} found={similar} />
          </section>
          <section className={panels.panel} aria-labelledby={`${headings}-ready`}>
            <h2 id={`${headings}-ready`}>{t.ready}</h2>
            {asked.readiness !== undefined && <ReadinessPanel readiness={asked.readiness} />}
          </section>
          <section className={panels.panel} aria-labelledby={`${headings}-standing`}>
            <h2 id={`${headings}-standing`}>{t.standing}</h2>
            <AssumedEffort assumed={typed} wrong={wrongEfforts} onChange={setTyped} />
            <div
              className={`${css.standing} ${asked.behind ? panels.behind : ""}`}
              aria-live="polite"
              aria-busy={asked.behind}
            >
              <StandingPanel
                preview={asked.preview?.data}
                readiness={asked.readiness}
                model={model.data}
                assumedEffort={assumed.length > 0}
              />
            </div>
          </section>
        </aside>
      </div>
    </>
  );
}
