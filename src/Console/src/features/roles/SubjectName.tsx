import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { api, take } from "@/api/client";
import type { Schemas } from "@/api/types";
import parts from "@/ui/parts.module.css";

type Kind = Schemas["AssigneeKind"];

const places: Record<Kind, string | null> = { USER: "/users", GROUP: "/user-groups", API_KEY: "/keys", AGENT: null };

/** A person, a user group or a key by its name, with a way to it. What the reader may not see is named by its kind. */
export function SubjectName({ kind, id, name }: { kind: Kind; id: string; name?: string }) {
  const { t } = useTranslation();
  const asked = useQuery({
    queryKey: [{ USER: "users", GROUP: "user_groups", API_KEY: "api_keys", AGENT: "agents" }[kind], id, "name"],
    queryFn: () => nameOf(kind, id),
    enabled: name === undefined && kind !== "AGENT",
    retry: false,
  });
  const known = name ?? asked.data;
  return (
    <>
      <span className={parts.muted}>{t(`rights.kindOf.${kind}`)}</span> {known && <Link to={`${places[kind]}/${id}`}>{known}</Link>}
    </>
  );
}

async function nameOf(kind: Kind, id: string): Promise<string> {
  const params = { params: { path: { id } } };
  return kind === "USER"
    ? (await take(api.GET("/api/users/{id}", params))).username
    : kind === "GROUP"
      ? (await take(api.GET("/api/user-groups/{id}", params))).name
      : (await take(api.GET("/api/admin/api-keys/{id}", params))).name;
}
