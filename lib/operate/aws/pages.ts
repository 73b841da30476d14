/** One page of an answer, with the token of the next. */
export interface ResultPage<Item> {
  readonly items: readonly Item[] | undefined;
  readonly next: string | undefined;
}

export async function allPages<Item>(
  page: (token: string | undefined) => Promise<ResultPage<Item>>,
): Promise<readonly Item[]> {
  const all: Item[] = [];
  let token: string | undefined;
  do {
    const { items, next } = await page(token);
    all.push(...(items ?? []));
    // An empty token also ends the list. A token that repeats would cause an endless loop.
    token = next === token ? undefined : next || undefined;
  } while (token !== undefined);
  return all;
}
