import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useMay } from "@/api/hooks";
import parts from "@/ui/parts.module.css";
import { StateChip } from "./labels";
import { useRun } from "./queries";
import { RunActions } from "./RunActions";
import { Waits } from "./RunPage";

/** The run of something that is shown elsewhere: where it is, and what its state needs of the reader. */
export function RunNotice({ runId }: { runId: string }) {
  const { t } = useTranslation();
  const run = useRun(runId, useMay()("actions:read"));
  if (!run.data) {
    return null;
  }
  return (
    <div className={parts.stack}>
      <div className={parts.row}>
        <StateChip state={run.data.state} />
        <Link to={`/runs/${runId}`}>{t("runs.openRun")}</Link>
        <RunActions run={run.data} onReload={() => void run.refetch()} only={["approve", "reject", "check", "undo"]} />
      </div>
      <Waits run={run.data} />
    </div>
  );
}
