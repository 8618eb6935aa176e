import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link, useRouteError } from "react-router";
import { Page } from "@/ui/Page";
import parts from "@/ui/parts.module.css";

export function NotFound() {
  const { t } = useTranslation();
  return (
    <Page title={t("errors.pageTitle")} intro={t("errors.page")}>
      <div>
        <Button component={Link} to="/" variant="default">
          {t("errors.home")}
        </Button>
      </div>
    </Page>
  );
}

/** The boundary of one page: the shell around it goes on working. */
export function PageError() {
  const { t } = useTranslation();
  const error = useRouteError();
  return (
    <div role="alert" className={parts.panelBody}>
      <Page title={t("errors.crashTitle")} intro={t("errors.crash")}>
        <code className={parts.code}>{error instanceof Error ? `${error.name}: ${error.message}` : String(error)}</code>
        <div>
          <Button onClick={() => location.reload()}>{t("common.reload")}</Button>
        </div>
      </Page>
    </div>
  );
}
