import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, take } from "@/api/client";
import { useFormat } from "@/i18n/format";
import { Facts, Panel } from "@/ui/Page";
import { Empty, Loaded } from "@/ui/States";
import { Time } from "@/ui/Time";

/** How a tenant below stands, as far as it shows that. */
export function FiguresPanel({ tenantId }: { tenantId: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const figures = useQuery({
    queryKey: ["figures", tenantId],
    queryFn: () => take(api.GET("/api/tenants/{id}/figures", { params: { path: { id: tenantId } } })),
  });
  const number = (value: number | null) => (value === null ? "" : format.number(value));
  return (
    <Panel title={t("figures.title")}>
      <Loaded query={figures} rows={3}>
        {data =>
          data.at === null ? (
            <Empty>{t(data.shared.length === 0 ? "figures.nothing" : "figures.notYet")}</Empty>
          ) : (
            <Facts
              items={[
                ...(data.shared.includes("SCORE")
                  ? ([
                      [t("figures.score"), number(data.score) || t("figures.none")],
                      [t("figures.findings"), number(data.openFindings)],
                    ] as [string, string][])
                  : []),
                ...(data.shared.includes("DEVICES")
                  ? ([
                      [t("figures.devices"), number(data.devices)],
                      [t("figures.reporting"), number(data.reporting)],
                    ] as [string, string][])
                  : []),
                ...(data.shared.includes("TICKETS") ? ([[t("figures.tickets"), number(data.openTickets)]] as [string, string][]) : []),
                [t("figures.at"), <Time key="at" at={data.at} />],
              ]}
            />
          )
        }
      </Loaded>
    </Panel>
  );
}
