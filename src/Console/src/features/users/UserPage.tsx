import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useParams } from "react-router";
import { api, take } from "@/api/client";
import { useMay } from "@/api/hooks";
import type { User } from "@/api/types";
import { GroupsOf } from "@/features/groups/GroupsOf";
import { WhatCan } from "@/features/roles/WhatCan";
import { Chip } from "@/ui/Labels";
import { Facts, Page, Panel } from "@/ui/Page";
import parts from "@/ui/parts.module.css";
import { Loaded } from "@/ui/States";
import { Time } from "@/ui/Time";
import { Assignments } from "./Assignments";
import { useRoleName } from "./roles";
import { UserActions } from "./UserActions";

export function UserPage() {
  const { t } = useTranslation();
  const { id = "" } = useParams();
  const may = useMay();
  const roleName = useRoleName();
  const user = useQuery({
    queryKey: ["users", id],
    queryFn: () => take(api.GET("/api/users/{id}", { params: { path: { id } } })),
  });
  return (
    <Page
      title={user.data?.username ?? t("users.user")}
      parent={{ to: "/users", label: t("users.people") }}
      intro={user.data && <StatusChip user={user.data} />}
      actions={user.data && <UserActions user={user.data} onReload={() => void user.refetch()} />}
    >
      <Loaded query={user} rows={4}>
        {data => (
          <div className={parts.split}>
            <div className={parts.stack}>
              {may("roles:read") && <Assignments of={{ kind: "USER", id: data.id }} />}
              {may("users:read") && <GroupsOf userId={data.id} />}
              {may("roles:read") && <WhatCan of={{ kind: "USER", id: data.id }} />}
            </div>
            <Panel title={t("common.details")}>
              <Facts
                items={[
                  [t("access.email"), data.email],
                  [t("users.role"), roleName(data.role)],
                  [t("users.lastLogin"), <Time key="login" at={data.lastLoginAt} />],
                  [t("common.created"), <Time key="created" at={data.createdAt} exact />],
                ]}
              />
            </Panel>
          </div>
        )}
      </Loaded>
    </Page>
  );
}

export function StatusChip({ user }: { user: User }) {
  const { t } = useTranslation();
  return <Chip tone={user.status === "ACTIVE" ? "good" : "neutral"}>{t(`users.statusOf.${user.status}`)}</Chip>;
}
