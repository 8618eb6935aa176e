import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, take } from "@/api/client";
import { useMay } from "@/api/hooks";
import { ApiProblem } from "@/api/problem";
import { CopyLine } from "@/ui/Copy";
import { Panel } from "@/ui/Page";
import { Problem } from "@/ui/Problem";
import parts from "@/ui/parts.module.css";
import { Time } from "@/ui/Time";
import { type Playbook, playbooksKey } from "./queries";

/** Where others post to start a playbook: its address and its secret are shown once, when they are made. */
export function Receiver({ playbook }: { playbook: Playbook }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const may = useMay()("playbooks:publish");
  const params = { path: { id: playbook.id } };
  const key = [...playbooksKey, "receiver", playbook.id];
  const receiver = useQuery({
    queryKey: key,
    queryFn: async () => {
      try {
        return await take(api.GET("/api/playbooks/{id}/receiver", { params }));
      } catch (error) {
        if (ApiProblem.from(error).code === "playbook.receiver_not_found") {
          return null;
        }
        throw error;
      }
    },
  });
  const refresh = () => void client.invalidateQueries({ queryKey: key });
  const make = useMutation({
    mutationFn: (keepAddress: boolean) => take(api.POST("/api/playbooks/{id}/receiver", { params, body: { keepAddress } })),
    onSettled: refresh,
  });
  const remove = useMutation({
    mutationFn: () => take(api.DELETE("/api/playbooks/{id}/receiver", { params })),
    onSuccess: () => make.reset(),
    onSettled: refresh,
  });
  const there = receiver.data != null;
  return (
    <Panel title={t("playbooks.receiver")}>
      <div className={parts.stack}>
        <p className={parts.muted}>{t("playbooks.receiverText")}</p>
        {receiver.data && (
          <p>
            {t("playbooks.receiverMade")} <Time at={receiver.data.renewedAt} />
          </p>
        )}
        {make.data && (
          <div className={parts.tight} role="status">
            <p>{t("playbooks.receiverOnce")}</p>
            {make.data.path && <CopyLine label={t("playbooks.receiverAddress")} text={`${window.location.origin}${make.data.path}`} />}
            <CopyLine label={t("playbooks.receiverSecret")} text={make.data.secret} />
          </div>
        )}
        <Problem error={receiver.error ?? make.error ?? remove.error} />
        {may && (
          <div className={parts.row}>
            <Button size="xs" variant="default" loading={make.isPending} onClick={() => make.mutate(false)}>
              {t(there ? "playbooks.receiverRenew" : "playbooks.receiverMake")}
            </Button>
            {there && (
              <>
                <Button size="xs" variant="default" loading={make.isPending} onClick={() => make.mutate(true)}>
                  {t("playbooks.receiverSecretOnly")}
                </Button>
                <Button size="xs" variant="default" loading={remove.isPending} onClick={() => remove.mutate()}>
                  {t("playbooks.receiverDelete")}
                </Button>
              </>
            )}
          </div>
        )}
      </div>
    </Panel>
  );
}
