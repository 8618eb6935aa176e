import { Button, NativeSelect } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, take } from "@/api/client";
import { useMay, useSignedIn } from "@/api/hooks";
import { usePages } from "@/api/pages";
import type { Schemas } from "@/api/types";
import { ScopeFields, type ScopeLevel } from "@/features/fleet/ScopeFields";
import { type Column, DataTable } from "@/ui/DataTable";
import { Panel } from "@/ui/Page";
import { Problem } from "@/ui/Problem";
import parts from "@/ui/parts.module.css";
import { Empty, More, Waiting } from "@/ui/States";
import { usePermissions } from "./queries";
import { useReason } from "./reasons";
import { SubjectName } from "./SubjectName";

interface Question {
  permission: string;
  level: ScopeLevel;
  node: string;
}

/** Asks who may do something at a place. */
export function WhoCan() {
  const { t } = useTranslation();
  const may = useMay();
  const permissions = usePermissions();
  const [asked, setAsked] = useState<Question | null>(null);
  const form = useForm<Question>({
    initialValues: { permission: "", level: "TENANT", node: "" },
    validate: {
      permission: value => (value ? null : t("common.required")),
      node: (value, values) => (value || values.level === "TENANT" ? null : t("common.required")),
    },
  });
  if (!may("roles:read")) {
    return null;
  }
  return (
    <Panel title={t("rights.whoCan")}>
      <div className={parts.stack}>
        <form className={parts.stack} noValidate onSubmit={form.onSubmit(setAsked)}>
          <NativeSelect
            label={t("rights.permission")}
            required
            data={[{ value: "", label: t("common.choose") }, ...permissions.map(value => ({ value, label: value }))]}
            {...form.getInputProps("permission")}
          />
          <ScopeFields level={form.values.level} node={form.values.node} error={form.errors.node} onChange={form.setValues} />
          <div className={parts.row}>
            <Button type="submit" variant="default">
              {t("rights.ask")}
            </Button>
          </div>
        </form>
        {asked && <Answer asked={asked} />}
      </div>
    </Panel>
  );
}

function Answer({ asked }: { asked: Question }) {
  const { t } = useTranslation();
  const { tenant } = useSignedIn();
  const why = useReason();
  const { permission, level, node } = asked;
  const able = usePages(["assignments", "who-can", permission, level, node], cursor =>
    take(
      api.GET("/api/access/who-can", {
        params: { query: { permission, level, nodeId: level === "TENANT" ? tenant.id : node, cursor } },
      }),
    ),
  );
  const columns: Column<Schemas["WhoCanView"]>[] = [
    {
      key: "who",
      header: t("rights.who"),
      cell: each => <SubjectName kind={each.principalKind} id={each.principalId} name={each.name} />,
    },
    {
      key: "why",
      header: t("rights.why"),
      cell: each => each.reasons.map(why).join(", "),
    },
  ];
  return (
    <>
      <Problem error={able.error} />
      {able.isPending ? (
        <Waiting />
      ) : able.items.length === 0 && !able.error && !able.hasNextPage ? (
        <Empty>{t("rights.nobodyCan")}</Empty>
      ) : (
        <DataTable label={t("rights.whoCan")} columns={columns} rows={able.items} rowKey={each => each.principalId} />
      )}
      <More pages={able} />
    </>
  );
}
