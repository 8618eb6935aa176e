import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, take } from "@/api/client";
import { useMay } from "@/api/hooks";
import type { UserGroup } from "@/api/types";
import { Differences } from "@/features/roles/Differences";
import { Dialog } from "@/ui/Dialogs";
import { notify } from "@/ui/notify";
import { Problem } from "@/ui/Problem";
import parts from "@/ui/parts.module.css";

/** Puts somebody into a user group; before that it shows what they would gain. */
export function AddMember({ group, onClose }: { group: UserGroup; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const may = useMay()("roles:read");
  const [typed, setTyped] = useState("");
  const [chosen, setChosen] = useState("");
  const search = typed.trim().length < 2 ? undefined : typed.trim();
  const found = useQuery({
    queryKey: ["users", "found", search],
    queryFn: () => take(api.GET("/api/users", { params: { query: { search, limit: 20 } } })),
  });
  const gained = useQuery({
    queryKey: ["assignments", "with-member", group.id, chosen],
    queryFn: () => take(api.POST("/api/access/preview", { body: { members: { id: group.id, add: [chosen] } } })),
    enabled: may && chosen !== "",
  });
  const add = useMutation({
    mutationFn: () => take(api.PUT("/api/user-groups/{id}/members/{userId}", { params: { path: { id: group.id, userId: chosen } } })),
    onSuccess: () => {
      notify(t("groups.added"));
      void client.invalidateQueries({ queryKey: ["user_groups"] });
      onClose();
    },
  });
  return (
    <Dialog opened onClose={onClose} title={t("groups.add")}>
      <div className={parts.stack}>
        <TextInput
          label={t("groups.find")}
          data-autofocus
          autoComplete="off"
          value={typed}
          onChange={event => setTyped(event.currentTarget.value)}
        />
        <NativeSelect
          label={t("users.user")}
          required
          data={[
            { value: "", label: t("common.choose") },
            ...(found.data?.items ?? []).map(each => ({ value: each.id, label: each.username })),
          ]}
          value={chosen}
          onChange={event => setChosen(event.currentTarget.value)}
        />
        {gained.data && <Differences of={gained.data} />}
        <Problem error={found.error ?? add.error} />
        <div className={`${parts.row} ${parts.end}`}>
          <Button disabled={chosen === ""} loading={add.isPending} onClick={() => add.mutate()}>
            {t("groups.add")}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
