import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, ifMatch, take } from "@/api/client";
import { useMay, useSignedIn } from "@/api/hooks";
import type { User } from "@/api/types";
import { Confirm } from "@/ui/Dialogs";
import { notify } from "@/ui/notify";
import { Problem } from "@/ui/Problem";
import parts from "@/ui/parts.module.css";
import { AccountHelp } from "./AccountHelp";
import { EditUser } from "./UserForms";

/** What an administrator may do with somebody else's account. */
export function UserActions({ user, onReload }: { user: User; onReload: () => void }) {
  const { t } = useTranslation();
  const may = useMay();
  const self = useSignedIn().user.id;
  const client = useQueryClient();
  const [task, setTask] = useState<"edit" | "help" | "disable" | null>(null);
  const close = () => setTask(null);
  const change = useMutation({
    mutationFn: (status: User["status"]) =>
      take(
        api.PUT("/api/users/{id}", {
          params: { path: { id: user.id }, header: ifMatch(user.version) },
          body: { username: user.username, role: user.role, status },
        }),
      ),
    onSuccess: () => {
      notify(t("common.saved"));
      close();
      void client.invalidateQueries({ queryKey: ["users"] });
    },
  });
  if (!may("users:write") || user.id === self) {
    return null;
  }
  const button = (label: string, onClick: () => void) => (
    <Button
      size="xs"
      variant="default"
      loading={change.isPending && task === null}
      onClick={onClick}
      aria-label={`${label} ${user.username}`}
    >
      {label}
    </Button>
  );
  return (
    <div className={parts.row}>
      {button(t("common.edit"), () => setTask("edit"))}
      {button(t("users.help"), () => setTask("help"))}
      {user.status === "ACTIVE"
        ? button(t("users.disable"), () => setTask("disable"))
        : button(t("users.enable"), () => change.mutate("ACTIVE"))}
      {task === null && <Problem error={change.error} onReload={onReload} />}
      {task === "edit" && <EditUser user={user} onClose={close} onReload={onReload} />}
      {task === "help" && <AccountHelp user={user} onClose={close} />}
      {task === "disable" && (
        <Confirm
          opened
          onClose={close}
          title={t("users.disableTitle", { name: user.username })}
          text={t("users.disableText")}
          action={t("users.disable")}
          danger
          busy={change.isPending}
          error={change.error}
          onReload={onReload}
          onConfirm={() => change.mutate("DISABLED")}
        />
      )}
    </div>
  );
}
