import { Button, Checkbox } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { api, take } from "@/api/client";
import { useMay } from "@/api/hooks";
import { usePages } from "@/api/pages";
import type { ApiKey } from "@/api/types";
import { NodeName } from "@/features/users/Assignments";
import { breakable, Code } from "@/ui/Code";
import { type Column, DataTable } from "@/ui/DataTable";
import { Chip } from "@/ui/Labels";
import { Page, Panel } from "@/ui/Page";
import { Problem } from "@/ui/Problem";
import { Empty, More, Waiting } from "@/ui/States";
import { Time } from "@/ui/Time";
import { NewKey } from "./NewKey";
import { stateOf, toneOf } from "./state";

export function KeysPage() {
  const { t } = useTranslation();
  const may = useMay();
  const [creating, setCreating] = useState(false);
  const [revoked, setRevoked] = useState(false);
  const keys = usePages(["api_keys", "list", revoked], cursor =>
    take(api.GET("/api/admin/api-keys", { params: { query: { cursor, revoked } } })),
  );
  const now = Date.now();
  const columns: Column<ApiKey>[] = [
    { key: "name", header: t("common.name"), cell: key => <Link to={`/keys/${key.id}`}>{key.name}</Link>, long: true },
    { key: "prefix", header: t("keys.key"), cell: key => <Code>{`${key.prefix}…`}</Code> },
    { key: "mode", header: t("keys.mode"), cell: key => t(`keys.modeOf.${key.mode}`) },
    { key: "permissions", header: t("keys.permissions"), cell: key => breakable(key.permissions.join(", ")) },
    { key: "place", header: t("keys.place"), cell: key => (key.scope ? <NodeName scope={key.scope} /> : t("users.wholeTenant")) },
    {
      key: "state",
      header: t("common.status"),
      cell: key => <Chip tone={toneOf[stateOf(key, now)]}>{t(`keys.stateOf.${stateOf(key, now)}`)}</Chip>,
    },
    { key: "expires", header: t("keys.expires"), cell: key => (key.expiresAt ? <Time at={key.expiresAt} exact /> : t("users.noEnd")) },
    { key: "last", header: t("keys.lastUsed"), cell: key => <Time at={key.lastUsedAt} />, nowrap: true },
  ];
  const create = may("keys:write") && <Button onClick={() => setCreating(true)}>{t("keys.new")}</Button>;
  return (
    <Page title={t("keys.title")} intro={t("keys.intro")} actions={create}>
      <Problem error={keys.error} onReload={() => void keys.refetch()} />
      <Panel
        flush
        actions={<Checkbox label={t("keys.withRevoked")} checked={revoked} onChange={event => setRevoked(event.currentTarget.checked)} />}
      >
        {keys.isPending ? (
          <Waiting />
        ) : keys.items.length === 0 && !keys.error ? (
          <Empty title={t("keys.emptyTitle")} action={create}>
            {t("keys.empty")}
          </Empty>
        ) : (
          <DataTable label={t("keys.title")} columns={columns} rows={keys.items} rowKey={key => key.id} />
        )}
        <More pages={keys} />
      </Panel>
      <NewKey opened={creating} onClose={() => setCreating(false)} />
    </Page>
  );
}
