import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useTranslation } from "react-i18next";
import { api, take } from "@/api/client";
import type { EnrollmentToken } from "@/api/types";
import { useFormat } from "@/i18n/format";
import { CopyLine } from "@/ui/Copy";
import { Side } from "@/ui/Dialogs";
import { isShownAtFields, useSubmit } from "@/ui/forms";
import { Problem } from "@/ui/Problem";
import parts from "@/ui/parts.module.css";
import { useGroups, useOrganizations } from "./queries";

interface Props {
  opened: boolean;
  onClose: () => void;
  groupId: string | undefined;
}

export function AddDevice({ opened, onClose, groupId }: Props) {
  const { t } = useTranslation();
  return (
    <Side opened={opened} onClose={onClose} title={t("enroll.title")}>
      <Enrolment groupId={groupId} />
    </Side>
  );
}

function Enrolment({ groupId }: { groupId: string | undefined }) {
  const { t } = useTranslation();
  const groups = useGroups();
  const organizations = useOrganizations();
  const form = useForm({ initialValues: { groupId: groupId ?? groups.data?.[0]?.id ?? "", expiresInMinutes: "1440", maxUses: "1" } });
  const make = useSubmit(
    form,
    (values: typeof form.values) =>
      take(
        api.POST("/api/enrollment-tokens", {
          body: { groupId: values.groupId, expiresInMinutes: Number(values.expiresInMinutes), maxUses: Number(values.maxUses) },
        }),
      ),
    () => undefined,
  );
  if (groups.data?.length === 0) {
    return <p className={parts.notice}>{t("enroll.needGroup")}</p>;
  }
  if (make.data?.token) {
    return <Commands token={make.data} secret={make.data.token} onAgain={make.reset} />;
  }
  const organizationName = (id: string) => organizations.data?.find(organization => organization.id === id)?.name ?? "";
  return (
    <form className={parts.stack} noValidate onSubmit={form.onSubmit(values => make.mutate(values))}>
      <NativeSelect
        label={t("enroll.group")}
        data={(groups.data ?? []).map(group => ({ value: group.id, label: `${organizationName(group.organizationId)} / ${group.name}` }))}
        {...form.getInputProps("groupId")}
      />
      <NativeSelect
        label={t("enroll.minutes")}
        data={[
          { value: "60", label: t("enroll.hour") },
          { value: "1440", label: t("enroll.day") },
          { value: "10080", label: t("enroll.week") },
          { value: "43200", label: t("enroll.month") },
        ]}
        {...form.getInputProps("expiresInMinutes")}
      />
      <TextInput label={t("enroll.uses")} type="number" min={1} max={1000} inputMode="numeric" {...form.getInputProps("maxUses")} />
      {!isShownAtFields(make.error, form.values) && <Problem error={make.error} />}
      <div>
        <Button type="submit" loading={make.isPending}>
          {t("enroll.make")}
        </Button>
      </div>
    </form>
  );
}

function Commands({ token, secret, onAgain }: { token: EnrollmentToken; secret: string; onAgain: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div className={parts.stack} role="status">
      <p>{t("enroll.run")}</p>
      <CopyLine label={t("enroll.command")} text={`holdfast-sensor enroll --server ${location.origin} --token -`} />
      <p>{t("enroll.paste")}</p>
      <CopyLine label={t("enroll.token")} text={secret} />
      <p>{t("enroll.thenStart")}</p>
      <CopyLine label={t("enroll.startCommand")} text="holdfast-sensor run" />
      <p className={parts.muted}>{t("enroll.expires", { at: format.moment(token.expiresAt), count: token.maxUses })}</p>
      <p className={parts.muted}>{t("enroll.waiting")}</p>
      <div>
        <Button variant="default" onClick={onAgain}>
          {t("enroll.another")}
        </Button>
      </div>
    </div>
  );
}
