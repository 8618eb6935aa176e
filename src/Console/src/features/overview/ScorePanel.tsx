import { useTranslation } from "react-i18next";
import { useSignedIn } from "@/api/hooks";
import { useHealth } from "@/features/fleet/queries";
import { ScoreHistory } from "@/features/fleet/ScoreHistory";
import { OpenFindings, Score } from "@/ui/Labels";
import parts from "@/ui/parts.module.css";
import { Loaded } from "@/ui/States";

/** The tenant's score: what it is, what is open under it, and how it went. */
export function ScorePanel() {
  const { t } = useTranslation();
  const { tenant } = useSignedIn();
  const health = useHealth("tenant", tenant.id);
  return (
    <ScoreHistory level="tenant" id={tenant.id} name={tenant.name}>
      <Loaded query={health} rows={2}>
        {data => (
          <div className={parts.tight}>
            <Score score={data.score} standing={data.standing} big />
            <OpenFindings worst={data.worst} count={data.openFindings.total} words />
            <span className={`${parts.small} ${parts.muted}`}>{t("score.coverageOf", data.coverage)}</span>
          </div>
        )}
      </Loaded>
    </ScoreHistory>
  );
}
