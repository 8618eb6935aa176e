import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate, useParams } from "react-router";
import { api, ifMatch, take } from "@/api/client";
import { useMay } from "@/api/hooks";
import { usePages } from "@/api/pages";
import type { Schemas, UserGroup } from "@/api/types";
import { Differences } from "@/features/roles/Differences";
import { Assignments } from "@/features/users/Assignments";
import { type Column, DataTable } from "@/ui/DataTable";
import { Confirm } from "@/ui/Dialogs";
import { notify } from "@/ui/notify";
import { Facts, Page, Panel } from "@/ui/Page";
import { Problem } from "@/ui/Problem";
import parts from "@/ui/parts.module.css";
import { Empty, Loaded, More, Waiting } from "@/ui/States";
import { Time } from "@/ui/Time";
import { AddMember } from "./AddMember";
import { GroupForm } from "./GroupsPage";

export function GroupPage() {
  const { t } = useTranslation();
  const { id = "" } = useParams();
  const may = useMay();
  const [task, setTask] = useState<"edit" | "delete" | null>(null);
  const close = () => setTask(null);
  const group = useQuery({
    queryKey: ["user_groups", id],
    queryFn: () => take(api.GET("/api/user-groups/{id}", { params: { path: { id } } })),
  });
  return (
    <Page
      title={group.data?.name ?? t("groups.group")}
      parent={{ to: "/user-groups", label: t("groups.title") }}
      intro={group.data?.meaning}
      actions={
        group.data &&
        may("users:write") && (
          <>
            <Button variant="default" onClick={() => setTask("edit")}>
              {t("common.edit")}
            </Button>
            <Button variant="default" onClick={() => setTask("delete")}>
              {t("common.delete")}
            </Button>
          </>
        )
      }
    >
      <Loaded query={group} rows={4}>
        {data => (
          <div className={parts.split}>
            <div className={parts.stack}>
              {data.provisioned && <p className={parts.muted}>{t("provisioning.kept")}</p>}
              <Members group={data} />
              {may("roles:read") && <Assignments of={{ kind: "GROUP", id: data.id }} />}
            </div>
            <Panel title={t("common.details")}>
              <Facts
                items={[
                  [t("groups.members"), data.members.toString()],
                  [t("common.created"), <Time key="created" at={data.createdAt} exact />],
                ]}
              />
            </Panel>
            {task === "edit" && <GroupForm group={data} onClose={close} />}
            {task === "delete" && <DeleteGroup group={data} onClose={close} />}
          </div>
        )}
      </Loaded>
    </Page>
  );
}

function Members({ group }: { group: UserGroup }) {
  const { t } = useTranslation();
  const may = useMay()("users:write") && !group.provisioned;
  const client = useQueryClient();
  const [adding, setAdding] = useState(false);
  const members = usePages(["user_groups", group.id, "members"], cursor =>
    take(api.GET("/api/user-groups/{id}/members", { params: { path: { id: group.id }, query: { cursor } } })),
  );
  const remove = useMutation({
    mutationFn: (userId: string) =>
      take(api.DELETE("/api/user-groups/{id}/members/{userId}", { params: { path: { id: group.id, userId } } })),
    onSuccess: () => {
      notify(t("groups.removed"));
      void client.invalidateQueries({ queryKey: ["user_groups"] });
    },
  });
  const columns: Column<Schemas["UserGroupMemberView"]>[] = [
    { key: "name", header: t("access.username"), cell: each => <Link to={`/users/${each.userId}`}>{each.username}</Link>, long: true },
    { key: "since", header: t("groups.since"), cell: each => <Time at={each.addedAt} />, nowrap: true },
    {
      key: "actions",
      header: t("common.actions"),
      cell: each =>
        may && (
          <Button
            size="xs"
            variant="default"
            loading={remove.isPending && remove.variables === each.userId}
            onClick={() => remove.mutate(each.userId)}
            aria-label={`${t("groups.remove")} ${each.username}`}
          >
            {t("groups.remove")}
          </Button>
        ),
    },
  ];
  return (
    <Panel
      title={t("groups.members")}
      flush
      actions={
        may && (
          <Button size="xs" onClick={() => setAdding(true)}>
            {t("groups.add")}
          </Button>
        )
      }
    >
      <Problem error={members.error ?? remove.error} onReload={() => void members.refetch()} />
      {members.isPending ? (
        <Waiting />
      ) : members.items.length === 0 && !members.error ? (
        <Empty>{t("groups.nobody")}</Empty>
      ) : (
        <DataTable label={t("groups.members")} columns={columns} rows={members.items} rowKey={each => each.userId} />
      )}
      <More pages={members} />
      {adding && <AddMember group={group} onClose={() => setAdding(false)} />}
    </Panel>
  );
}

function DeleteGroup({ group, onClose }: { group: UserGroup; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const may = useMay()("roles:read");
  const lost = useQuery({
    queryKey: ["assignments", "without-group", group.id],
    queryFn: () => take(api.POST("/api/access/preview", { body: { removeGroup: group.id } })),
    enabled: may,
  });
  const remove = useMutation({
    mutationFn: () => take(api.DELETE("/api/user-groups/{id}", { params: { path: { id: group.id }, header: ifMatch(group.version) } })),
    onSuccess: async () => {
      notify(t("groups.deleted"));
      await navigate("/user-groups");
      void client.invalidateQueries({ queryKey: ["user_groups"] });
    },
  });
  return (
    <Confirm
      opened
      onClose={onClose}
      title={t("groups.deleteTitle", { name: group.name })}
      text={
        <>
          {t("groups.deleteText")}
          {lost.data && <Differences of={lost.data} />}
        </>
      }
      action={t("common.delete")}
      danger
      busy={remove.isPending}
      error={remove.error}
      onReload={() => void client.invalidateQueries({ queryKey: ["user_groups"] })}
      onConfirm={() => remove.mutate()}
    />
  );
}
