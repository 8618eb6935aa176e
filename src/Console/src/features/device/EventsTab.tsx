import { useTranslation } from "react-i18next";
import { api, take } from "@/api/client";
import { usePages } from "@/api/pages";
import type { DeviceEvent } from "@/api/types";
import { Code } from "@/ui/Code";
import { type Column, DataTable } from "@/ui/DataTable";
import { Problem } from "@/ui/Problem";
import parts from "@/ui/parts.module.css";
import { Empty, More, Waiting } from "@/ui/States";
import { Time } from "@/ui/Time";

export function EventsTab({ deviceId }: { deviceId: string }) {
  const { t } = useTranslation();
  const events = usePages(["devices", deviceId, "events"], cursor =>
    take(api.GET("/api/devices/{id}/events", { params: { path: { id: deviceId }, query: { cursor } } })),
  );
  const columns: Column<DeviceEvent>[] = [
    {
      key: "at",
      header: t("device.when"),
      cell: event => (
        <>
          <Time at={event.at} exact />
          <br />
          <Code>{event.kind}</Code>
        </>
      ),
      nowrap: true,
    },
    {
      key: "raw",
      header: t("device.line"),
      cell: event => (
        <>
          <code className={parts.mono}>{event.raw}</code>
          <div className={`${parts.small} ${parts.muted}`}>
            {[event.user && `${t("device.user")} ${event.user}`, event.address && `${t("device.address")} ${event.address}`]
              .filter(Boolean)
              .join(" · ")}
          </div>
        </>
      ),
      long: true,
    },
  ];
  if (events.error) {
    return (
      <div className={parts.panelBody}>
        <Problem error={events.error} onReload={() => void events.refetch()} />
      </div>
    );
  }
  return events.isPending ? (
    <Waiting />
  ) : events.items.length === 0 ? (
    <Empty>{t("device.noEvents")}</Empty>
  ) : (
    <>
      <DataTable label={t("device.tabEvents")} columns={columns} rows={events.items} rowKey={event => event.id} />
      <More pages={events} />
    </>
  );
}
