import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Schemas } from "@/api/types";
import { CopyLine } from "@/ui/Copy";
import parts from "@/ui/parts.module.css";
import { Time } from "@/ui/Time";

/** The one time that a key's text is shown. */
export function KeyOnce({ made, onClose }: { made: Schemas["ApiKeyWithTextView"]; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <div className={parts.stack} role="status">
      <p>{t("keys.once")}</p>
      <CopyLine label={t("keys.text")} text={made.key} />
      {made.replacedUntil && (
        <p className={`${parts.small} ${parts.muted}`}>
          {t("keys.replacedUntil")} <Time at={made.replacedUntil} exact />
        </p>
      )}
      <div className={`${parts.row} ${parts.end}`}>
        <Button onClick={onClose}>{t("common.close")}</Button>
      </div>
    </div>
  );
}
