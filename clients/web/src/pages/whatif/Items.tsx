import { useId, useState } from "react";
import { idOf } from "@/api/names";
import { usePortfolio } from "@/app/portfolio";
import { type Item, Item_State } from "@/gen/lifeline/backlog/v1/backlog_pb";
import type { RankedItem } from "@/gen/lifeline/scoring/v1/scoring_pb";
import { useTexts } from "@/texts";
import { AmountInput } from "@/ui/AmountInput";
import { Button } from "@/ui/Button";
import { Category } from "@/ui/Category";
import { SelectField } from "@/ui/Field";
import { StandingMark } from "@/ui/StandingMark";
import { useWords } from "@/ui/words";
import { type ChangeSet, type ItemChange, isSameItem, itemChange, put, type Side } from "./changes";
import css from "./Items.module.css";
import { findItems } from "./search";
import { texts } from "./texts";
import type { Update } from "./useChangeSet";

const effortsOf = (item: Pick<Item, "estimate">): Record<string, number> =>
  Object.fromEntries(
    (item.estimate?.efforts ?? []).map(({ team, effortHundredths }) => [
      idOf(team),
      Number(effortHundredths),
    ]),
  );

const moneyOf = ({ money }: Pick<Item, "money">) =>
  money === undefined ? undefined : Number(money.amountHundredths);

function Search({
  items,
  taken,
  onTake,
}: {
  items: readonly RankedItem[];
  taken: ReadonlySet<string>;
  onTake: (id: string) => void;
}) {
  const t = useTexts(texts);
  const id = useId();
  const [text, setText] = useState("");
  const found = findItems(items, text, taken);
  return (
    <search>
      <label htmlFor={id} className={css.label}>
        {t.findItem}
      </label>
      <input
        id={id}
        type="search"
        autoComplete="off"
        className={css.search}
        value={text}
        onChange={({ target }) => setText(target.value)}
      />
      {text.trim() !== "" && (
        <>
          <p className="visually-hidden" role="status">
            {t.found(found.length)}
          </p>
          {found.length === 0 && <p className={css.none}>{t.noItem}</p>}
          <ul className={css.found}>
            {found.map((item) => (
              <li key={item.item}>
                <button
                  type="button"
                  onClick={() => {
                    onTake(idOf(item.item));
                    setText("");
                  }}
                >
                  <span>{item.title}</span>
                  <span className={css.facts}>
                    <Category id={item.category} /> <StandingMark item={item} />
                  </span>
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
    </search>
  );
}

function ItemCard({
  id,
  item,
  ranked,
  change,
  onChange,
  onLeave,
}: {
  id: string;
  item: Item | undefined;
  ranked: RankedItem | undefined;
  change: ItemChange;
  onChange: (key: string, change: ItemChange) => void;
  onLeave: () => void;
}) {
  const t = useTexts(texts);
  const words = useWords();
  const { formats, portfolio, teams, teamTitle } = usePortfolio();
  const title = item?.title ?? ranked?.title ?? id;
  const now = item === undefined ? undefined : { efforts: effortsOf(item), money: moneyOf(item) };
  const set = (key: string, to: ItemChange) =>
    now !== undefined && onChange(key, itemChange({ ...change, ...to }, now));
  const efforts = change.efforts ?? now?.efforts ?? {};
  const others = teams.filter(({ name }) => efforts[idOf(name)] === undefined);
  return (
    <li className={css.card}>
      <p className={css.title}>
        {title}
        <Button kind="quiet" aria-label={t.leaveAlone(title)} onClick={onLeave}>
          ✕
        </Button>
      </p>
      {ranked !== undefined && (
        <p className={css.facts}>
          <Category id={ranked.category} /> <StandingMark item={ranked} />
        </p>
      )}
      <SelectField
        label={t.outlook}
        value={change.side ?? ""}
        disabled={now === undefined}
        onChange={({ target }) => {
          const { side: _, ...rest } = change;
          const side = target.value as Side | "";
          onChange(`side ${id}`, side === "" ? rest : { ...rest, side });
        }}
      >
        <option value="">
          {t.stays}
          {item !== undefined && ` (${words.state(item.state)})`}
        </option>
        {item?.state !== Item_State.READY && <option value="ready">{t.ready}</option>}
        <option value="withdrawn">{t.withdrawn}</option>
        <option value="declined">{t.declined}</option>
      </SelectField>
      <div className={css.figures}>
        {Object.entries(efforts).map(([team, amount]) => (
          <AmountInput
            key={team}
            labelled
            label={t.effortOf(teamTitle(team))}
            value={amount}
            onChange={(value) =>
              set(`effort ${id} ${team}`, { efforts: put(efforts, team, value) as Record<string, number> })
            }
          />
        ))}
        <AmountInput
          labelled
          label={t.money}
          unit={portfolio.currencyCode}
          value={change.money ?? now?.money}
          onChange={(money) => {
            if (money !== undefined) set(`money ${id}`, { money });
          }}
        />
      </div>
      {others.length > 0 && (
        <select
          className={css.add}
          aria-label={t.addTeam}
          value=""
          onChange={({ target }) =>
            set(`effort ${id} ${target.value}`, { efforts: { ...efforts, [target.value]: 0 } })
          }
        >
          <option value="">+ {t.addTeam}</option>
          {others.map(({ name }) => (
            <option key={name} value={idOf(name)}>
              {teamTitle(name)}
            </option>
          ))}
        </select>
      )}
      {isSameItem(change) && <p className={css.none}>{t.asItIs}</p>}
      {change.money !== undefined && now?.money !== undefined && (
        <p className={css.none}>{t.was(formats.money(now.money))}</p>
      )}
    </li>
  );
}

/** Items that are out, in, smaller or worth more. */
export function Items({
  list,
  items,
  changes,
  update,
}: {
  list: readonly RankedItem[];
  /** Those of the set, as they are; by id. */
  items: ReadonlyMap<string, Item>;
  changes: ChangeSet;
  update: Update;
}) {
  const set = (key: string, id: string, change: ItemChange | undefined) =>
    update(key, (now) => ({ ...now, items: put(now.items, id, change) }));
  return (
    <>
      <Search items={list} taken={new Set(Object.keys(changes.items))} onTake={(id) => set("", id, {})} />
      <ul className={css.cards}>
        {Object.entries(changes.items).map(([id, change]) => (
          <ItemCard
            key={id}
            id={id}
            item={items.get(id)}
            ranked={list.find(({ item }) => idOf(item) === id)}
            change={change}
            onChange={(key, to) => set(key, id, to)}
            onLeave={() => set("", id, undefined)}
          />
        ))}
      </ul>
    </>
  );
}
