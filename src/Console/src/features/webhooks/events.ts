import { useQuery } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import { givenWord } from "@/i18n";

/** What a webhook asks for that wants all. */
export const everything = "*";

/** The events that the server has; empty until they are known. */
export function useEvents(): readonly { name: string; meaning: string }[] {
  const events = useQuery({ queryKey: ["events"], queryFn: () => take(api.GET("/api/admin/webhooks/events")), staleTime: 3_600_000 });
  return (events.data?.items ?? []).map(({ name, description }) => ({ name, meaning: givenWord("events", name) ?? description }));
}
