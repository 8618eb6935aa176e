import { Button, PasswordInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, take } from "@/api/client";
import { usePasswordRule } from "@/features/access/passwordRule";
import { isShownAtFields, useSubmit } from "@/ui/forms";
import { notify } from "@/ui/notify";
import { Panel } from "@/ui/Page";
import { Problem } from "@/ui/Problem";
import parts from "@/ui/parts.module.css";

const empty = { currentPassword: "", password: "" };

export function PasswordPanel() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const form = useForm({
    initialValues: empty,
    validate: { currentPassword: value => (value ? null : t("common.required")), password: usePasswordRule() },
  });
  const change = useSubmit(
    form,
    (body: typeof empty) => take(api.POST("/api/auth/password", { body })),
    () => {
      notify(t("settings.passwordChanged"));
      form.reset();
      void client.invalidateQueries({ queryKey: ["sessions"] });
    },
  );
  const shown = { visibilityToggleButtonProps: { "aria-label": t("access.showPassword") }, maw: 384, required: true };
  return (
    <Panel title={t("settings.password")}>
      <form className={parts.stack} noValidate onSubmit={form.onSubmit(values => change.mutate(values))}>
        <PasswordInput
          label={t("settings.currentPassword")}
          autoComplete="current-password"
          {...shown}
          {...form.getInputProps("currentPassword")}
        />
        <PasswordInput
          label={t("access.newPassword")}
          description={t("access.passwordHint")}
          autoComplete="new-password"
          {...shown}
          {...form.getInputProps("password")}
        />
        {!isShownAtFields(change.error, empty) && <Problem error={change.error} />}
        <div>
          <Button type="submit" loading={change.isPending}>
            {t("settings.changePassword")}
          </Button>
        </div>
      </form>
    </Panel>
  );
}
