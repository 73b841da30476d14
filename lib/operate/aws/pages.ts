/** One page of an answer, and where the next begins. */
export interface ResultPage<Item> {
  readonly items: readonly Item[] | undefined;
  readonly next: string | undefined;
}

/** All that a call has to say, page by page. */
export async function allPages<Item>(
  page: (token: string | undefined) => Promise<ResultPage<Item>>,
): Promise<readonly Item[]> {
  const all: Item[] = [];
  let token: string | undefined;
  do {
    const { items, next } = await page(token);
    all.push(...(items ?? []));
    // An empty token is the end too; one that doesn't move on would be asked for ever.
    token = next === token ? undefined : next || undefined;
  } while (token !== undefined);
  return all;
}
