import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { api, take } from "@/api/client";
import { usePages } from "@/api/pages";
import { Panel } from "@/ui/Page";
import { Problem } from "@/ui/Problem";
import { Empty, More, Waiting } from "@/ui/States";

/** The user groups that somebody is in. */
export function GroupsOf({ userId }: { userId: string }) {
  const { t } = useTranslation();
  const groups = usePages(["user_groups", "of", userId], cursor =>
    take(api.GET("/api/user-groups", { params: { query: { userId, cursor } } })),
  );
  return (
    <Panel title={t("groups.title")}>
      <Problem error={groups.error} onReload={() => void groups.refetch()} />
      {groups.isPending ? (
        <Waiting />
      ) : groups.items.length === 0 && !groups.error ? (
        <Empty>{t("groups.none")}</Empty>
      ) : (
        groups.items.map(group => (
          <div key={group.id}>
            <Link to={`/user-groups/${group.id}`}>{group.name}</Link>
          </div>
        ))
      )}
      <More pages={groups} />
    </Panel>
  );
}
