import { useTranslation } from "react-i18next";
import { api, take } from "@/api/client";
import { usePages } from "@/api/pages";
import type { Finding, Severity } from "@/api/types";
import { FindingCard } from "@/features/findings/FindingCard";
import { Problem } from "@/ui/Problem";
import parts from "@/ui/parts.module.css";
import { Empty, More, Waiting } from "@/ui/States";

const weight: Record<Severity, number> = { CRITICAL: 3, HIGH: 2, MEDIUM: 1, LOW: 0 };
const worstFirst = (a: Finding, b: Finding) => weight[b.severity] - weight[a.severity] || b.points - a.points;

export function FindingsTab({ deviceId }: { deviceId: string }) {
  const { t } = useTranslation();
  const open = useFindings(deviceId, "OPEN");
  const resolved = useFindings(deviceId, "RESOLVED");
  if (open.error) {
    return (
      <div className={parts.panelBody}>
        <Problem error={open.error} onReload={() => void open.refetch()} />
      </div>
    );
  }
  if (open.isPending) {
    return <Waiting />;
  }
  return (
    <>
      {open.items.length === 0 && <Empty>{t("device.noFindings")}</Empty>}
      {[...open.items].sort(worstFirst).map((finding, index) => (
        <FindingCard key={finding.id} finding={finding} open={index === 0} />
      ))}
      <More pages={open} />
      {resolved.items.length > 0 && (
        <details className={parts.panelBody}>
          <summary>
            {t("device.resolved")} ({resolved.items.length}
            {resolved.hasNextPage ? "+" : ""})
          </summary>
          {resolved.items.map(finding => (
            <FindingCard key={finding.id} finding={finding} />
          ))}
          <More pages={resolved} />
        </details>
      )}
    </>
  );
}

const useFindings = (deviceId: string, state: "OPEN" | "RESOLVED") =>
  usePages(["findings", "of", deviceId, state], cursor =>
    take(api.GET("/api/findings", { params: { query: { deviceId, state, cursor } } })),
  );
