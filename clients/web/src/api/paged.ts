/** All pages of a list, one after the other. */
export async function allPages<Page extends { readonly nextPageToken: string }, Row>(
  read: (pageToken: string) => Promise<Page>,
  rows: (page: Page) => readonly Row[],
): Promise<Row[]> {
  const all: Row[] = [];
  let pageToken = "";
  do {
    const page = await read(pageToken);
    all.push(...rows(page));
    pageToken = page.nextPageToken;
  } while (pageToken !== "");
  return all;
}
