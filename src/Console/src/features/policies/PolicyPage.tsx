import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate, useParams } from "react-router";
import { api, ifMatch, take } from "@/api/client";
import { useMay } from "@/api/hooks";
import type { Policy } from "@/api/types";
import { Confirm } from "@/ui/Dialogs";
import { notify } from "@/ui/notify";
import { Page, Panel } from "@/ui/Page";
import { Problem } from "@/ui/Problem";
import { Waiting } from "@/ui/States";
import { Decides } from "./PoliciesPage";
import { PolicyForm } from "./PolicyForm";

/** A policy that is not there yet. */
export function NewPolicyPage() {
  const { t } = useTranslation();
  return (
    <Page title={t("policies.new")} parent={{ to: "/policies", label: t("policies.title") }} intro={t("policies.newIntro")}>
      <Panel>
        <PolicyForm />
      </Panel>
    </Page>
  );
}

/** A policy: its text, to be read or changed, and whether it decides. */
export function PolicyPage() {
  const { t } = useTranslation();
  const { id = "" } = useParams();
  const client = useQueryClient();
  const may = useMay();
  const [deleting, setDeleting] = useState(false);
  const policy = useQuery({ queryKey: ["policies", id], queryFn: () => take(api.GET("/api/policies/{id}", { params: { path: { id } } })) });
  const known = policy.data;
  const turn = useMutation({
    mutationFn: ({ name, text, meaning, enabled, version }: Policy) =>
      take(
        api.PUT("/api/policies/{id}", {
          params: { path: { id }, header: ifMatch(version) },
          body: { name, text, meaning, enabled: !enabled },
        }),
      ),
    onSuccess: () => {
      notify(t("common.saved"));
      void client.invalidateQueries({ queryKey: ["policies"] });
    },
  });
  return (
    <Page
      title={known?.name ?? t("policies.policy")}
      parent={{ to: "/policies", label: t("policies.title") }}
      intro={known?.meaning}
      actions={
        known &&
        may("policies:write") && (
          <>
            <Button variant="default" loading={turn.isPending} onClick={() => turn.mutate(known)}>
              {t(known.enabled ? "policies.turnOff" : "policies.turnOn")}
            </Button>
            <Button variant="default" onClick={() => setDeleting(true)}>
              {t("common.delete")}
            </Button>
          </>
        )
      }
    >
      <Problem error={policy.error ?? turn.error} onReload={() => void client.invalidateQueries({ queryKey: ["policies"] })} />
      {policy.isPending ? (
        <Waiting />
      ) : (
        known && (
          <Panel title={<Decides policy={known} />}>
            <PolicyForm key={known.version} policy={known} readOnly={!may("policies:write")} />
          </Panel>
        )
      )}
      {known && deleting && <DeletePolicy policy={known} onClose={() => setDeleting(false)} />}
    </Page>
  );
}

function DeletePolicy({ policy, onClose }: { policy: Policy; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const remove = useMutation({
    mutationFn: () => take(api.DELETE("/api/policies/{id}", { params: { path: { id: policy.id }, header: ifMatch(policy.version) } })),
    onSuccess: async () => {
      notify(t("policies.deleted"));
      await navigate("/policies");
      void client.invalidateQueries({ queryKey: ["policies"] });
    },
  });
  return (
    <Confirm
      opened
      onClose={onClose}
      title={t("policies.deleteTitle", { name: policy.name })}
      text={t("policies.deleteText")}
      action={t("common.delete")}
      danger
      busy={remove.isPending}
      error={remove.error}
      onReload={() => void client.invalidateQueries({ queryKey: ["policies"] })}
      onConfirm={() => remove.mutate()}
    />
  );
}
