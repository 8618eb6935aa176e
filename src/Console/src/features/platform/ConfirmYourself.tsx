import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/api/hooks";
import { ConfirmPassword } from "@/features/access/ConfirmPassword";
import { Dialog } from "@/ui/Dialogs";
import { notify } from "@/ui/notify";

/** For who holds the platform's role: changes by it take a fresh sign-in, which can be had here beforehand. */
export function ConfirmYourself() {
  const { t } = useTranslation();
  const may = useMay();
  const [asking, setAsking] = useState(false);
  if (!may("platform")) {
    return null;
  }
  return (
    <>
      <Button size="xs" variant="default" title={t("platform.freshHint")} onClick={() => setAsking(true)}>
        {t("platform.confirm")}
      </Button>
      <Dialog opened={asking} onClose={() => setAsking(false)} title={t("platform.confirm")}>
        <ConfirmPassword
          onDone={() => {
            setAsking(false);
            notify(t("platform.confirmed"));
          }}
        />
      </Dialog>
    </>
  );
}
