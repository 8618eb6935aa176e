import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate, useParams } from "react-router";
import { api, ifMatch, take } from "@/api/client";
import { useMay } from "@/api/hooks";
import { usePages } from "@/api/pages";
import { type Column, DataTable } from "@/ui/DataTable";
import { Confirm } from "@/ui/Dialogs";
import { notify } from "@/ui/notify";
import { Page, Panel } from "@/ui/Page";
import { Problem } from "@/ui/Problem";
import parts from "@/ui/parts.module.css";
import { Empty, Loaded, More, Waiting } from "@/ui/States";
import { Time } from "@/ui/Time";
import { PlaybookChip, RunChip } from "./labels";
import { PlaybookForm } from "./PlaybookForm";
import { type Playbook, type PlaybookRun, playbooksKey, usePlaybook } from "./queries";
import { Receiver } from "./Receiver";
import { StartRun } from "./StartRun";

/** A playbook: its latest text, whether it runs and for whom, and its runs. */
export function PlaybookPage() {
  const { t } = useTranslation();
  const { id = "" } = useParams();
  const may = useMay();
  const both = usePlaybook(id);
  const playbook = both.data?.playbook;
  return (
    <Page
      title={playbook?.name ?? t("playbooks.playbook")}
      parent={{ to: "/playbooks", label: t("playbooks.title") }}
      intro={
        playbook && (
          <span className={parts.row}>
            <PlaybookChip state={playbook.state} />
            {playbook.publisher && `${t("playbooks.actsFor")} ${playbook.publisher.name}`}
          </span>
        )
      }
      actions={playbook && <Acts playbook={playbook} />}
    >
      <Loaded query={both} rows={8}>
        {data => (
          <div className={parts.stack}>
            <Panel title={`${t("playbooks.version")} ${data.playbook.latest}`}>
              <PlaybookForm key={data.version} playbook={data.playbook} text={data.text} readOnly={!may("playbooks:write")} />
            </Panel>
            {/^\s*-\s*webhook:/m.test(data.text) && <Receiver playbook={data.playbook} />}
            <Runs id={id} />
          </div>
        )}
      </Loaded>
    </Page>
  );
}

function Acts({ playbook }: { playbook: Playbook }) {
  const { t } = useTranslation();
  const may = useMay();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [asking, setAsking] = useState<"publish" | "delete" | "run" | null>(null);
  const path = { id: playbook.id };
  const done = (words: string) => {
    notify(words);
    setAsking(null);
    void client.invalidateQueries({ queryKey: playbooksKey });
  };
  const publish = useMutation({
    mutationFn: () => take(api.POST("/api/playbooks/{id}/publish", { params: { path }, body: { number: playbook.latest } })),
    onSuccess: () => done(t("playbooks.published")),
  });
  const disable = useMutation({
    mutationFn: () => take(api.POST("/api/playbooks/{id}/disable", { params: { path } })),
    onSuccess: () => done(t("playbooks.disabled")),
  });
  const remove = useMutation({
    mutationFn: () => take(api.DELETE("/api/playbooks/{id}", { params: { path, header: ifMatch(playbook.version) } })),
    onSuccess: async () => {
      await navigate("/playbooks");
      done(t("playbooks.deleted"));
    },
  });
  const number = playbook.latest;
  const runs = playbook.state === "PUBLISHED";
  return (
    <>
      <Problem error={disable.error} />
      {runs && may("playbooks:run") && (
        <Button variant="default" onClick={() => setAsking("run")}>
          {t("playbooks.run")}
        </Button>
      )}
      {may("playbooks:publish") && (!runs || playbook.published !== number) && (
        <Button onClick={() => setAsking("publish")}>{t("playbooks.publish", { number })}</Button>
      )}
      {runs && may("playbooks:publish") && (
        <Button variant="default" loading={disable.isPending} onClick={() => disable.mutate()}>
          {t("playbooks.disable")}
        </Button>
      )}
      {may("playbooks:write") && (
        <Button variant="default" onClick={() => setAsking("delete")}>
          {t("common.delete")}
        </Button>
      )}
      <Confirm
        opened={asking === "publish"}
        onClose={() => setAsking(null)}
        title={t("playbooks.publishTitle", { number })}
        text={t("playbooks.publishText")}
        action={t("playbooks.publish", { number })}
        busy={publish.isPending}
        error={publish.error}
        onConfirm={() => publish.mutate()}
      />
      <Confirm
        opened={asking === "delete"}
        onClose={() => setAsking(null)}
        title={t("playbooks.deleteTitle", { name: playbook.name })}
        text={t("playbooks.deleteText")}
        action={t("common.delete")}
        danger
        busy={remove.isPending}
        error={remove.error}
        onReload={() => void client.invalidateQueries({ queryKey: playbooksKey })}
        onConfirm={() => remove.mutate()}
      />
      {asking === "run" && <StartRun playbook={playbook} onClose={() => setAsking(null)} />}
    </>
  );
}

function Runs({ id }: { id: string }) {
  const { t } = useTranslation();
  const runs = usePages([...playbooksKey, "runs", id], cursor =>
    take(api.GET("/api/playbook-runs", { params: { query: { playbookId: id, cursor } } })),
  );
  const columns: Column<PlaybookRun>[] = [
    {
      key: "began",
      header: t("playbooks.began"),
      cell: run => (
        <Link to={`/playbook-runs/${run.id}`}>
          <Time at={run.createdAt} />
        </Link>
      ),
      nowrap: true,
    },
    { key: "state", header: t("playbooks.state"), cell: run => <RunChip state={run.state} /> },
    { key: "cause", header: t("playbooks.cause"), cell: run => run.startedBy?.name ?? t(`playbooks.causeOf.${run.cause}`) },
    { key: "version", header: t("playbooks.version"), cell: run => run.number },
    { key: "ended", header: t("playbooks.ended"), cell: run => run.endedAt && <Time at={run.endedAt} />, nowrap: true },
  ];
  return (
    <Panel title={t("playbooks.runs")} flush>
      <Problem error={runs.error} onReload={() => void runs.refetch()} />
      {runs.isPending ? (
        <Waiting />
      ) : runs.items.length === 0 && !runs.error ? (
        <Empty>{t("playbooks.noRuns")}</Empty>
      ) : (
        <DataTable label={t("playbooks.runs")} columns={columns} rows={runs.items} rowKey={run => run.id} />
      )}
      <More pages={runs} />
    </Panel>
  );
}
