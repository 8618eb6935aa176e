import { type InfiniteData, useInfiniteQuery } from "@tanstack/react-query";

export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

/** A list that is read page by page: `items` holds what has come so far. */
export function usePages<T>(key: readonly unknown[], read: (cursor: string | undefined) => Promise<Page<T>>, enabled = true) {
  const query = useInfiniteQuery<Page<T>, Error, InfiniteData<Page<T>>, readonly unknown[], string | undefined>({
    queryKey: key,
    queryFn: ({ pageParam }) => read(pageParam),
    initialPageParam: undefined,
    getNextPageParam: page => page.nextCursor ?? undefined,
    enabled,
  });
  return { ...query, items: query.data?.pages.flatMap(page => page.items) ?? [] };
}

export type Pages<T> = ReturnType<typeof usePages<T>>;

const bound = 20;

/** A list that is shown whole, such as a tree's upper levels: at most 20 pages of 200. */
export async function readAll<T>(read: (cursor: string | undefined) => Promise<Page<T>>): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < bound; page++) {
    const answer = await read(cursor);
    items.push(...answer.items);
    if (answer.nextCursor === null) {
      break;
    }
    cursor = answer.nextCursor;
  }
  return items;
}
