/** Resource names, as the API writes them: `portfolios/shop/items/shop-12`. */

export const portfolioName = (portfolio: string) => `portfolios/${portfolio}`;
export const itemName = (portfolio: string, item: string) => `portfolios/${portfolio}/items/${item}`;
export const latestRanking = (portfolio: string) => `portfolios/${portfolio}/rankings/latest`;

/** The last part of a name: the id of what it names. */
export const idOf = (name: string) => name.slice(name.lastIndexOf("/") + 1);

/** The part after a collection: `partOf(name, "rankings")` is the number of a crossing's ranking. */
export function partOf(name: string, collection: string): string {
  const parts = name.split("/");
  const at = parts.indexOf(collection);
  return at < 0 ? "" : (parts[at + 1] ?? "");
}
