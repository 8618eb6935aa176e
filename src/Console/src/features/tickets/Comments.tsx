import { Button, Textarea } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, take } from "@/api/client";
import { useMay } from "@/api/hooks";
import { usePages } from "@/api/pages";
import { ActorName } from "@/ui/Actor";
import { isShownAtFields, useSubmit } from "@/ui/forms";
import { Panel } from "@/ui/Page";
import { Problem } from "@/ui/Problem";
import parts from "@/ui/parts.module.css";
import { More } from "@/ui/States";
import { Time } from "@/ui/Time";
import css from "./ticket.module.css";

export function Comments({ ticketId }: { ticketId: string }) {
  const { t } = useTranslation();
  const may = useMay();
  const client = useQueryClient();
  const key = ["tickets", ticketId, "comments"];
  const comments = usePages(key, cursor =>
    take(api.GET("/api/tickets/{id}/comments", { params: { path: { id: ticketId }, query: { cursor } } })),
  );
  const form = useForm({ initialValues: { text: "" }, validate: { text: value => (value.trim() ? null : t("common.required")) } });
  const add = useSubmit(
    form,
    (body: { text: string }) => take(api.POST("/api/tickets/{id}/comments", { params: { path: { id: ticketId } }, body })),
    () => {
      form.reset();
      void client.invalidateQueries({ queryKey: key });
    },
  );
  return (
    <Panel title={t("tickets.comments")}>
      <div className={parts.stack}>
        <Problem error={comments.error} onReload={() => void comments.refetch()} />
        {comments.isSuccess && comments.items.length === 0 && <p className={parts.muted}>{t("tickets.noComments")}</p>}
        {comments.items.length > 0 && (
          <ol className={parts.stack}>
            {comments.items.map(comment => (
              <li key={comment.id} className={css.comment}>
                <span className={`${parts.small} ${parts.muted}`}>
                  <strong>
                    <ActorName actor={comment.author} />
                  </strong>{" "}
                  · <Time at={comment.createdAt} />
                </span>
                <p className={css.text}>{comment.text}</p>
              </li>
            ))}
          </ol>
        )}
        <More pages={comments} />
        {may("tickets:write") && (
          <form className={parts.stack} noValidate onSubmit={form.onSubmit(values => add.mutate(values))}>
            <Textarea label={t("tickets.newComment")} rows={3} {...form.getInputProps("text")} />
            {!isShownAtFields(add.error, form.values) && <Problem error={add.error} />}
            <div>
              <Button type="submit" variant="default" loading={add.isPending}>
                {t("tickets.addComment")}
              </Button>
            </div>
          </form>
        )}
      </div>
    </Panel>
  );
}
