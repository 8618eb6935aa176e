import { Button, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, take } from "@/api/client";
import type { Schemas } from "@/api/types";
import { asksForPassword, ConfirmPassword } from "@/features/access/ConfirmPassword";
import { RecoveryCodes } from "@/features/access/RecoveryCodes";
import { TotpSecret } from "@/features/access/TotpSecret";
import { Dialog } from "@/ui/Dialogs";
import { isShownAtFields, useSubmit } from "@/ui/forms";
import { notify } from "@/ui/notify";
import { Facts, Panel } from "@/ui/Page";
import { Problem } from "@/ui/Problem";
import parts from "@/ui/parts.module.css";
import { Loaded } from "@/ui/States";
import { Time } from "@/ui/Time";

type Begun = Schemas["TotpSecretView"];

/** What the reader has beside the password: an app for codes, and recovery codes. Passkeys have a list of their own. */
export function FactorsPanel() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const mine = useQuery({ queryKey: ["second-factors"], queryFn: () => take(api.GET("/api/auth/second-factors")) });
  const [codes, setCodes] = useState<readonly string[]>();
  const refresh = () => {
    void client.invalidateQueries({ queryKey: ["second-factors"] });
    void client.invalidateQueries({ queryKey: ["sessions"] });
  };
  const begin = useMutation({ mutationFn: () => take(api.POST("/api/auth/totp")) });
  const remove = useMutation({
    mutationFn: () => take(api.DELETE("/api/auth/totp")),
    onSuccess: () => {
      notify(t("factors.removed"));
      refresh();
    },
  });
  const renew = useMutation({
    mutationFn: () => take(api.POST("/api/auth/recovery-codes")),
    onSuccess: view => {
      setCodes(view.recoveryCodes);
      refresh();
    },
  });
  const asking = [begin, remove, renew].find(each => asksForPassword(each.error));
  const close = () => {
    setCodes(undefined);
    begin.reset();
    remove.reset();
    renew.reset();
  };
  const confirmed = (made: readonly string[]) => {
    begin.reset();
    setCodes(made.length > 0 ? made : undefined);
    notify(t("factors.added"));
    refresh();
  };
  return (
    <Panel title={t("factors.title")}>
      <Loaded query={mine} rows={2}>
        {data => (
          <div className={parts.stack}>
            <Facts
              items={[
                [t("factors.app"), data.totpSince ? <Time key="totp" at={data.totpSince} exact /> : t("common.no")],
                [t("factors.codesLeft"), String(data.recoveryCodesLeft)],
              ]}
            />
            {data.required && <p className={`${parts.small} ${parts.muted}`}>{t("factors.requiredHere")}</p>}
            <Problem error={[begin, remove, renew].map(each => each.error).find(error => error && !asksForPassword(error))} />
            <div className={parts.row}>
              {data.totpSince ? (
                <Button variant="default" loading={remove.isPending} onClick={() => remove.mutate()}>
                  {t("factors.removeApp")}
                </Button>
              ) : (
                <Button loading={begin.isPending} onClick={() => begin.mutate()}>
                  {t("factors.setUpApp")}
                </Button>
              )}
              {(data.totpSince || data.passkeys > 0) && (
                <Button variant="default" loading={renew.isPending} onClick={() => renew.mutate()}>
                  {t("factors.renewCodes")}
                </Button>
              )}
            </div>
          </div>
        )}
      </Loaded>
      <Dialog opened={asking !== undefined} onClose={close} title={t("factors.confirmTitle")}>
        <ConfirmPassword onDone={() => asking?.mutate()} />
      </Dialog>
      <Dialog opened={begin.data !== undefined} onClose={close} title={t("factors.setUpTitle")}>
        {begin.data && <FirstCode begun={begin.data} onDone={confirmed} />}
      </Dialog>
      <Dialog opened={codes !== undefined} onClose={close} title={t("factors.codes")}>
        {codes && <RecoveryCodes codes={codes} onDone={close} />}
      </Dialog>
    </Panel>
  );
}

function FirstCode({ begun, onDone }: { begun: Begun; onDone: (codes: readonly string[]) => void }) {
  const { t } = useTranslation();
  const form = useForm({ initialValues: { code: "" }, validate: { code: value => (value.trim() ? null : t("common.required")) } });
  const send = useSubmit(
    form,
    (body: { code: string }) => take(api.POST("/api/auth/totp/confirm", { body })),
    view => onDone(view.recoveryCodes),
  );
  return (
    <form className={parts.stack} noValidate onSubmit={form.onSubmit(values => send.mutate(values))}>
      <TotpSecret begun={begun} />
      <TextInput label={t("factors.code")} inputMode="numeric" autoComplete="one-time-code" required {...form.getInputProps("code")} />
      {!isShownAtFields(send.error, form.values) && <Problem error={send.error} />}
      <Button type="submit" loading={send.isPending}>
        {t("users.confirm")}
      </Button>
    </form>
  );
}
