import { Button, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, take } from "@/api/client";
import { usePages } from "@/api/pages";
import type { Schemas } from "@/api/types";
import { asksForPassword, ConfirmPassword } from "@/features/access/ConfirmPassword";
import { canUsePasskeys, makePasskey } from "@/features/access/passkeys";
import { RecoveryCodes } from "@/features/access/RecoveryCodes";
import { type Column, DataTable } from "@/ui/DataTable";
import { Dialog } from "@/ui/Dialogs";
import { notify } from "@/ui/notify";
import { Panel } from "@/ui/Page";
import { Problem } from "@/ui/Problem";
import parts from "@/ui/parts.module.css";
import { Empty, More, Waiting } from "@/ui/States";
import { Time } from "@/ui/Time";

/** The reader's passkeys. */
export function PasskeysPanel() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [naming, setNaming] = useState<string>();
  const [codes, setCodes] = useState<readonly string[]>();
  const keys = usePages(["passkeys"], cursor => take(api.GET("/api/auth/passkeys", { params: { query: { cursor } } })));
  const refresh = () => {
    void client.invalidateQueries({ queryKey: ["passkeys"] });
    void client.invalidateQueries({ queryKey: ["second-factors"] });
    void client.invalidateQueries({ queryKey: ["sessions"] });
  };
  const add = useMutation({
    mutationFn: async (name: string) => {
      const passkey = await makePasskey();
      return passkey && take(api.POST("/api/auth/passkeys", { body: { name, passkey } }));
    },
    onSuccess: made => {
      if (made) {
        setNaming(undefined);
        setCodes(made.recoveryCodes ?? undefined);
        notify(t("factors.added"));
        refresh();
      }
    },
  });
  const remove = useMutation({
    mutationFn: (id: string) => take(api.DELETE("/api/auth/passkeys/{id}", { params: { path: { id } } })),
    onSuccess: () => {
      notify(t("factors.removed"));
      refresh();
    },
  });
  const asksAgain = asksForPassword(add.error) || asksForPassword(remove.error);
  const again = () => (asksForPassword(add.error) ? add.mutate(add.variables ?? "") : remove.mutate(remove.variables ?? ""));
  const columns: Column<Schemas["PasskeyView"]>[] = [
    { key: "name", header: t("common.name"), cell: key => key.name, long: true },
    { key: "synced", header: t("factors.synced"), cell: key => t(key.isSynced ? "common.yes" : "common.no") },
    { key: "created", header: t("common.created"), cell: key => <Time at={key.createdAt} />, nowrap: true },
    { key: "used", header: t("factors.lastUsed"), cell: key => <Time at={key.lastUsedAt} />, nowrap: true },
    {
      key: "actions",
      header: t("common.actions"),
      cell: key => (
        <Button size="xs" variant="default" aria-label={`${t("common.delete")} ${key.name}`} onClick={() => remove.mutate(key.id)}>
          {t("common.delete")}
        </Button>
      ),
    },
  ];
  return (
    <Panel
      title={t("factors.passkeys")}
      flush
      actions={
        canUsePasskeys() && (
          <Button size="xs" variant="default" onClick={() => setNaming("")}>
            {t("factors.addPasskey")}
          </Button>
        )
      }
    >
      <Problem error={keys.error ?? (asksAgain ? null : (remove.error ?? null))} />
      {keys.isPending ? (
        <Waiting />
      ) : keys.items.length === 0 && !keys.error ? (
        <Empty title={t("factors.noPasskeys")}>{t(canUsePasskeys() ? "factors.passkeysHint" : "factors.cannotPasskeys")}</Empty>
      ) : (
        <DataTable label={t("factors.passkeys")} columns={columns} rows={keys.items} rowKey={key => key.id} />
      )}
      <More pages={keys} />
      <Dialog opened={asksAgain} onClose={() => [add.reset(), remove.reset()]} title={t("factors.confirmTitle")}>
        <ConfirmPassword onDone={again} />
      </Dialog>
      <Dialog opened={naming !== undefined && !asksAgain} onClose={() => setNaming(undefined)} title={t("factors.addPasskey")}>
        <form
          className={parts.stack}
          onSubmit={event => {
            event.preventDefault();
            add.mutate((naming ?? "").trim());
          }}
        >
          <TextInput
            label={t("common.name")}
            description={t("factors.passkeyName")}
            maxLength={60}
            required
            data-autofocus
            value={naming ?? ""}
            onChange={event => setNaming(event.currentTarget.value)}
          />
          <Problem error={add.error} />
          <Button type="submit" loading={add.isPending} disabled={!naming?.trim()}>
            {t("factors.addPasskey")}
          </Button>
        </form>
      </Dialog>
      <Dialog opened={codes !== undefined} onClose={() => setCodes(undefined)} title={t("factors.codes")}>
        {codes && <RecoveryCodes codes={codes} onDone={() => setCodes(undefined)} />}
      </Dialog>
    </Panel>
  );
}
