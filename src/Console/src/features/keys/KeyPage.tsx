import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useParams } from "react-router";
import { api, take } from "@/api/client";
import { useMay } from "@/api/hooks";
import { Assignments, NodeName } from "@/features/users/Assignments";
import { Code } from "@/ui/Code";
import { Chip } from "@/ui/Labels";
import { Facts, Page, Panel } from "@/ui/Page";
import parts from "@/ui/parts.module.css";
import { Loaded } from "@/ui/States";
import { Time } from "@/ui/Time";
import { KeyActions } from "./KeyActions";
import { stateOf, toneOf } from "./state";
import { Usage } from "./Usage";

export function KeyPage() {
  const { t } = useTranslation();
  const { id = "" } = useParams();
  const may = useMay();
  const key = useQuery({
    queryKey: ["api_keys", id],
    queryFn: () => take(api.GET("/api/admin/api-keys/{id}", { params: { path: { id } } })),
  });
  const now = Date.now();
  return (
    <Page
      title={key.data?.name ?? t("keys.key")}
      parent={{ to: "/keys", label: t("keys.title") }}
      actions={key.data && <KeyActions apiKey={key.data} onReload={() => void key.refetch()} />}
    >
      <Loaded query={key} rows={6}>
        {data => (
          <div className={parts.split}>
            <div className={parts.stack}>
              {may("roles:read") && !data.revokedAt && <Assignments of={{ kind: "API_KEY", id: data.id }} />}
              <Usage keyId={data.id} />
            </div>
            <Panel title={t("common.details")}>
              <Facts
                items={[
                  [
                    t("common.status"),
                    <Chip key="status" tone={toneOf[stateOf(data, now)]}>
                      {t(`keys.stateOf.${stateOf(data, now)}`)}
                    </Chip>,
                  ],
                  [t("keys.key"), <Code key="prefix">{`${data.prefix}…`}</Code>],
                  [t("keys.mode"), t(`keys.modeOf.${data.mode}`)],
                  [t("keys.permissions"), data.permissions.join(", ")],
                  [t("keys.place"), data.scope ? <NodeName key="place" scope={data.scope} /> : t("users.wholeTenant")],
                  [t("keys.networks"), data.networks.join(", ") || t("keys.anywhere")],
                  [t("keys.rate"), data.ratePerMinute?.toString()],
                  [t("keys.expires"), data.expiresAt ? <Time key="expires" at={data.expiresAt} exact /> : t("users.noEnd")],
                  [t("keys.replacedUntil"), data.replacedUntil && <Time key="replaced" at={data.replacedUntil} exact />],
                  [t("keys.revokedAt"), data.revokedAt && <Time key="revoked" at={data.revokedAt} exact />],
                  [t("keys.revokedFor"), data.revokedFor && t(`keys.reasonOf.${data.revokedFor}`)],
                  [t("keys.lastUsed"), <Time key="last" at={data.lastUsedAt} />],
                  [t("keys.lastUsedFrom"), data.lastUsedFrom],
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
