import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useGroups, useOrganizations } from "@/features/fleet/queries";
import { Panel } from "@/ui/Page";
import parts from "@/ui/parts.module.css";
import css from "./overview.module.css";

/** What a tenant without devices does next. */
export function FirstSteps() {
  const { t } = useTranslation();
  const organizations = useOrganizations();
  const groups = useGroups();
  const steps = [
    [t("overview.stepOrganization"), (organizations.data?.length ?? 0) > 0],
    [t("overview.stepGroup"), (groups.data?.length ?? 0) > 0],
    [t("overview.stepDevice"), false],
  ] as const;
  return (
    <Panel>
      <div className={parts.empty}>
        <h2>{t("overview.emptyTitle")}</h2>
        <p>{t("overview.empty")}</p>
        <ol className={css.steps}>
          {steps.map(([step, done]) => (
            <li key={step}>
              {step}
              {done && <strong className={parts.good}> {t("overview.done")}</strong>}
            </li>
          ))}
        </ol>
        <Button component={Link} to="/fleet">
          {t("overview.toFleet")}
        </Button>
      </div>
    </Panel>
  );
}
