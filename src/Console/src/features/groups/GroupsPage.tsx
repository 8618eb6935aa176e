import { Button, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { api, ifMatch, take } from "@/api/client";
import { useMay } from "@/api/hooks";
import { usePages } from "@/api/pages";
import type { UserGroup } from "@/api/types";
import { type Column, DataTable } from "@/ui/DataTable";
import { Dialog } from "@/ui/Dialogs";
import { isShownAtFields, useSubmit } from "@/ui/forms";
import { notify } from "@/ui/notify";
import { Page, Panel } from "@/ui/Page";
import { Problem } from "@/ui/Problem";
import parts from "@/ui/parts.module.css";
import { Empty, More, Waiting } from "@/ui/States";
import { Time } from "@/ui/Time";

export function GroupsPage() {
  const { t } = useTranslation();
  const may = useMay();
  const [creating, setCreating] = useState(false);
  const groups = usePages(["user_groups", "list"], cursor => take(api.GET("/api/user-groups", { params: { query: { cursor } } })));
  const columns: Column<UserGroup>[] = [
    { key: "name", header: t("common.name"), cell: group => <Link to={`/user-groups/${group.id}`}>{group.name}</Link>, long: true },
    { key: "meaning", header: t("rights.meaning"), cell: group => group.meaning, long: true },
    { key: "members", header: t("groups.members"), cell: group => group.members.toString() },
    { key: "created", header: t("common.created"), cell: group => <Time at={group.createdAt} />, nowrap: true },
  ];
  const create = may("users:write") && <Button onClick={() => setCreating(true)}>{t("groups.new")}</Button>;
  return (
    <Page title={t("groups.title")} intro={t("groups.intro")} actions={create}>
      <Problem error={groups.error} onReload={() => void groups.refetch()} />
      <Panel flush>
        {groups.isPending ? (
          <Waiting />
        ) : groups.items.length === 0 && !groups.error ? (
          <Empty title={t("groups.emptyTitle")} action={create}>
            {t("groups.empty")}
          </Empty>
        ) : (
          <DataTable label={t("groups.title")} columns={columns} rows={groups.items} rowKey={group => group.id} />
        )}
        <More pages={groups} />
      </Panel>
      {creating && <GroupForm onClose={() => setCreating(false)} />}
    </Page>
  );
}

/** A user group to be made or renamed. */
export function GroupForm({ group, onClose }: { group?: UserGroup; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const form = useForm({
    initialValues: { name: group?.name ?? "", meaning: group?.meaning ?? "" },
    validate: { name: value => (value.trim() ? null : t("common.required")) },
  });
  const save = useSubmit(
    form,
    (body: { name: string; meaning: string }) =>
      group
        ? take(api.PUT("/api/user-groups/{id}", { params: { path: { id: group.id }, header: ifMatch(group.version) }, body }))
        : take(api.POST("/api/user-groups", { body })),
    () => {
      notify(t("common.saved"));
      void client.invalidateQueries({ queryKey: ["user_groups"] });
      onClose();
    },
  );
  return (
    <Dialog opened onClose={onClose} title={group ? t("groups.edit") : t("groups.new")}>
      <form className={parts.stack} noValidate onSubmit={form.onSubmit(values => save.mutate(values))}>
        <TextInput
          label={t("common.name")}
          required
          maxLength={100}
          readOnly={group?.provisioned ?? false}
          data-autofocus
          {...form.getInputProps("name")}
        />
        <TextInput label={`${t("rights.meaning")} (${t("common.optional")})`} maxLength={500} {...form.getInputProps("meaning")} />
        {!isShownAtFields(save.error, form.values) && (
          <Problem error={save.error} onReload={() => void client.invalidateQueries({ queryKey: ["user_groups"] })} />
        )}
        <div className={`${parts.row} ${parts.end}`}>
          <Button type="submit" loading={save.isPending}>
            {group ? t("common.save") : t("common.create")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
