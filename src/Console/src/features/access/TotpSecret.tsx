import { useTranslation } from "react-i18next";
import type { Schemas } from "@/api/types";
import { CopyLine } from "@/ui/Copy";
import parts from "@/ui/parts.module.css";
import { QrCode } from "./QrCode";

/** What an app needs to make codes: as a picture, and to be typed. */
export function TotpSecret({ begun }: { begun: Schemas["TotpSecretView"] }) {
  const { t } = useTranslation();
  return (
    <div className={parts.stack}>
      <p>{t("factors.scan")}</p>
      <QrCode text={begun.uri} label={t("factors.picture")} />
      <CopyLine label={t("factors.secret")} text={begun.secret} />
    </div>
  );
}
