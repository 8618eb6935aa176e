import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { api, take } from "@/api/client";
import type { Evidence, Finding } from "@/api/types";
import { Code } from "@/ui/Code";
import { SeverityLabel } from "@/ui/Labels";
import parts from "@/ui/parts.module.css";
import { Loaded } from "@/ui/States";
import { Time } from "@/ui/Time";
import css from "./finding.module.css";

interface Props {
  finding: Finding;
  /** Names the device, where the page is not the device's own. */
  withDevice?: boolean;
  /** Shows the evidence at once. */
  open?: boolean;
}

/** One thing that an analyzer says is wrong, with the rows that say so. */
export function FindingCard({ finding, withDevice, open }: Props) {
  const { t } = useTranslation();
  return (
    <article className={css.finding} aria-label={finding.title}>
      <div className={css.head}>
        <SeverityLabel severity={finding.severity} />
        <h3>{finding.title}</h3>
        {finding.points > 0 && <span className={`${parts.small} ${parts.muted}`}>{t("score.lost", { count: finding.points })}</span>}
      </div>
      <p>{finding.detail}</p>
      <div className={`${parts.row} ${parts.small} ${parts.muted}`}>
        {withDevice && <Link to={`/devices/${finding.deviceId}`}>{finding.deviceName}</Link>}
        <span>{t(`device.analyzer.${finding.analyzer}`)}</span>
        <Code>{finding.rule}</Code>
        <span>
          {t("device.lastSeen")} <Time at={finding.lastSeenAt} />
        </span>
      </div>
      <details className={css.evidence} open={open}>
        <summary>{t("device.evidenceCount", { count: finding.evidence.length })}</summary>
        <EvidenceRows finding={finding} />
      </details>
    </article>
  );
}

const shownAtOnce = 4;

function EvidenceRows({ finding }: { finding: Finding }) {
  const { t } = useTranslation();
  const [all, setAll] = useState(false);
  const full = useQuery({
    queryKey: ["findings", finding.id],
    queryFn: () => take(api.GET("/api/findings/{id}", { params: { path: { id: finding.id } } })),
  });
  return (
    <Loaded query={full} rows={2}>
      {data => (
        <>
          <ol className={css.rows}>
            {data.evidence.slice(0, all ? undefined : shownAtOnce).map(row => (
              <EvidenceRow key={row.id} row={row} />
            ))}
          </ol>
          {!all && data.evidence.length > shownAtOnce && (
            <Button className={css.all} size="compact-xs" variant="default" onClick={() => setAll(true)}>
              {t("device.allEvidence", { count: data.evidence.length })}
            </Button>
          )}
        </>
      )}
    </Loaded>
  );
}

function EvidenceRow({ row }: { row: Evidence }) {
  const { t } = useTranslation();
  return (
    <li className={css.row}>
      <span className={`${parts.small} ${parts.muted}`}>
        {t(`device.evidenceKind.${row.kind}`)} · <Time at={row.at} exact />
      </span>
      {row.kind === "EVENT" ? <code className={parts.code}>{row.summary}</code> : <span>{row.summary}</span>}
    </li>
  );
}
