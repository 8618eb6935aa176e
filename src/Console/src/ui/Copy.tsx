import { Button } from "@mantine/core";
import { useClipboard } from "@mantine/hooks";
import { useTranslation } from "react-i18next";
import css from "./parts.module.css";

/** A text to be taken elsewhere as it is. */
export function CopyLine({ label, text }: { label: string; text: string }) {
  const { t } = useTranslation();
  const clipboard = useClipboard({ timeout: 2000 });
  return (
    <div className={css.copy}>
      <code className={css.code} role="textbox" aria-readonly aria-label={label} tabIndex={0}>
        {text}
      </code>
      <Button variant="default" size="xs" onClick={() => clipboard.copy(text)} aria-label={`${t("common.copy")}: ${label}`}>
        <span aria-live="polite">{t(clipboard.copied ? "common.copied" : "common.copy")}</span>
      </Button>
    </div>
  );
}
