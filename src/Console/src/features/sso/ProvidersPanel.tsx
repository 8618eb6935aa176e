import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { api, take } from "@/api/client";
import { useMay } from "@/api/hooks";
import type { Schemas } from "@/api/types";
import { Code } from "@/ui/Code";
import { type Column, DataTable } from "@/ui/DataTable";
import { Chip } from "@/ui/Labels";
import { Panel } from "@/ui/Page";
import { Problem } from "@/ui/Problem";
import { Empty, Waiting } from "@/ui/States";

export type Provider = Schemas["IdentityProviderView"];

export const useProviders = () => useQuery({ queryKey: ["identity-providers"], queryFn: () => take(api.GET("/api/identity-providers")) });

/** The identity providers by which the tenant's people sign in. */
export function ProvidersPanel() {
  const { t } = useTranslation();
  const may = useMay()("sign_in:write");
  const providers = useProviders();
  const columns: Column<Provider>[] = [
    { key: "name", header: t("sso.name"), cell: each => <Link to={`/identity-providers/${each.id}`}>{each.name}</Link> },
    { key: "preset", header: t("sso.preset"), cell: each => t(`sso.presets.${each.preset}`) },
    { key: "issuer", header: t("sso.issuer"), cell: each => <Code>{each.issuer}</Code>, long: true },
    {
      key: "status",
      header: t("sso.status"),
      cell: each => <Chip tone={each.status === "ENABLED" ? "good" : "neutral"}>{t(`sso.statuses.${each.status}`)}</Chip>,
    },
  ];
  return (
    <Panel
      title={t("sso.providers")}
      flush
      actions={
        may && (
          <Button component={Link} to="/identity-providers/new" size="xs">
            {t("sso.add")}
          </Button>
        )
      }
    >
      <Problem error={providers.error} />
      {providers.isPending ? (
        <Waiting />
      ) : providers.data?.items.length === 0 ? (
        <Empty title={t("sso.none")}>{t("sso.noneHint")}</Empty>
      ) : (
        <DataTable label={t("sso.providers")} columns={columns} rows={providers.data?.items ?? []} rowKey={each => each.id} />
      )}
    </Panel>
  );
}
