import { Button, Drawer, Modal } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Problem } from "./Problem";
import css from "./parts.module.css";

interface Props {
  opened: boolean;
  onClose: () => void;
  title: string;
  children: ReactNode;
}

// The page behind stops scrolling by base.css; Mantine's own lock writes a style element, which the content security policy refuses.
export function Dialog({ opened, onClose, title, children }: Props) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={title}
      lockScroll={false}
      centered
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
      {children}
    </Modal>
  );
}

export function Side({ opened, onClose, title, children }: Props) {
  const { t } = useTranslation();
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      title={title}
      lockScroll={false}
      position="right"
      size="min(100%, 34rem)"
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
      {children}
    </Drawer>
  );
}

interface ConfirmProps extends Omit<Props, "children"> {
  text: ReactNode;
  action: string;
  danger?: boolean;
  busy: boolean;
  /** Something has to be filled in before. */
  disabled?: boolean;
  error: unknown;
  onReload?: () => void;
  onConfirm: () => void;
}

export function Confirm({ text, action, danger, busy, disabled, error, onReload, onConfirm, ...dialog }: ConfirmProps) {
  const { t } = useTranslation();
  return (
    <Dialog {...dialog}>
      <div className={css.stack}>
        <div>{text}</div>
        <Problem error={error} onReload={onReload} />
        <div className={`${css.row} ${css.end}`}>
          <Button variant="default" onClick={dialog.onClose}>
            {t("common.cancel")}
          </Button>
          <Button color={danger ? "red" : undefined} loading={busy} disabled={disabled ?? false} onClick={onConfirm} data-autofocus>
            {action}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
