import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { CopyLine } from "@/ui/Copy";
import parts from "@/ui/parts.module.css";

/** The one time that recovery codes are shown. */
export function RecoveryCodes({ codes, onDone }: { codes: readonly string[]; onDone: () => void }) {
  const { t } = useTranslation();
  return (
    <div className={parts.stack} role="status">
      <p>{t("factors.codesOnce")}</p>
      <CopyLine label={t("factors.codes")} text={codes.join("\n")} />
      <div className={`${parts.row} ${parts.end}`}>
        <Button onClick={onDone}>{t("factors.codesKept")}</Button>
      </div>
    </div>
  );
}
