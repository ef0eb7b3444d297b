import type { ReactNode } from "react";
import { idOf } from "@/api/names";
import { usePortfolio } from "@/app/portfolio";
import type { Item } from "@/gen/lifeline/backlog/v1/backlog_pb";
import { useTexts } from "@/texts";
import { ItemLink } from "@/ui/ItemLink";
import { Section } from "@/ui/Section";
import { useWords } from "@/ui/words";
import css from "./About.module.css";
import { texts } from "./texts";

function Text({ title, children }: { title: string; children: string }) {
  const t = useTexts(texts);
  return (
    <div>
      <h3>{title}</h3>
      <p className={children === "" ? css.empty : css.text}>{children || t.empty}</p>
    </div>
  );
}

export function Fact({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div>
      <dt>{title}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function ItemLinks({ items }: { items: readonly string[] }) {
  return (
    <ul>
      {items.map((item) => (
        <li key={item}>
          <ItemLink item={item} />
        </li>
      ))}
    </ul>
  );
}

function Links({ item }: { item: Item }) {
  const t = useTexts(texts);
  const { formats } = usePortfolio();
  const { requiredItems, parentItem, mergedInto, successors, origin, study } = item;
  return (
    <>
      {requiredItems.length > 0 && (
        <Fact title={t.requires}>
          <ItemLinks items={requiredItems} />
        </Fact>
      )}
      {parentItem !== "" && (
        <Fact title={t.parent}>
          <ItemLink item={parentItem} />
        </Fact>
      )}
      {mergedInto !== "" && (
        <Fact title={t.mergedInto}>
          <ItemLink item={mergedInto} />
        </Fact>
      )}
      {successors.length > 0 && (
        <Fact title={t.successors}>
          <ItemLinks items={successors} />
        </Fact>
      )}
      {study !== undefined && (
        <Fact title={t.study}>
          <ItemLink item={study.item} />
          {study.lastDay !== undefined && <>, {t.studyUntil(formats.date(study.lastDay))}</>}
        </Fact>
      )}
      {origin !== "" && <Fact title={t.origin}>{idOf(origin)}</Fact>}
    </>
  );
}

/** What is wrong, what should be true afterwards, and for whom. */
export function About({ item }: { item: Item }) {
  const t = useTexts(texts);
  const words = useWords();
  const { formats, memberTitle } = usePortfolio();
  return (
    <Section title={t.about} note={words.state(item.state)}>
      <Text title={t.problem}>{item.problem}</Text>
      <Text title={t.outcome}>{item.outcome}</Text>
      <Text title={t.measure}>{item.measure}</Text>
      <dl className={css.facts}>
        <Fact title={t.requester}>{memberTitle(item.requester)}</Fact>
        <Fact title={t.owner}>{memberTitle(item.owner)}</Fact>
        {item.mergedRequesters.length > 0 && (
          <Fact title={t.mergedRequesters}>{item.mergedRequesters.map(memberTitle).join(", ")}</Fact>
        )}
        {item.dueDate !== undefined && (
          <Fact title={t.due}>
            {formats.date(item.dueDate)}
            {item.dueBasis !== "" && <> ({item.dueBasis})</>}
          </Fact>
        )}
        {item.submitTime !== undefined && (
          <Fact title={t.submitted}>{formats.dateTime(item.submitTime)}</Fact>
        )}
        {item.labels.length > 0 && <Fact title={t.labels}>{item.labels.join(", ")}</Fact>}
        {item.touchpoints.length > 0 && <Fact title={t.touchpoints}>{item.touchpoints.join(", ")}</Fact>}
        {item.externalReferences.length > 0 && (
          <Fact title={t.references}>
            <ul>
              {item.externalReferences.map(({ system, key, uri, rank }) => (
                <li key={`${system} ${key}`}>
                  {system} {/^https?:\/\//.test(uri) ? <a href={uri}>{key}</a> : key}
                  {rank !== "" && <> ({rank})</>}
                </li>
              ))}
            </ul>
          </Fact>
        )}
        <Links item={item} />
      </dl>
      {item.redactTime !== undefined && (
        <p className={css.empty}>{t.redacted(formats.dateTime(item.redactTime))}</p>
      )}
    </Section>
  );
}
