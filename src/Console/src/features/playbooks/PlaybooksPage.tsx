import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { api, take } from "@/api/client";
import { useMay } from "@/api/hooks";
import { usePages } from "@/api/pages";
import { type Column, DataTable } from "@/ui/DataTable";
import { FilterBar, FilterSelect, useFilters } from "@/ui/Filters";
import { Page, Panel } from "@/ui/Page";
import { Problem } from "@/ui/Problem";
import { Empty, More, Waiting } from "@/ui/States";
import { Time } from "@/ui/Time";
import { PlaybookChip, states } from "./labels";
import { type Playbook, playbooksKey } from "./queries";

/** What is to be done when something happens. */
export function PlaybooksPage() {
  const { t } = useTranslation();
  const may = useMay();
  const filters = useFilters(["state"]);
  const state = states.find(each => each === filters.values.state);
  const playbooks = usePages([...playbooksKey, "list", state], cursor =>
    take(api.GET("/api/playbooks", { params: { query: { state, cursor } } })),
  );
  const columns: Column<Playbook>[] = [
    { key: "name", header: t("common.name"), cell: each => <Link to={`/playbooks/${each.id}`}>{each.name}</Link>, long: true },
    { key: "state", header: t("playbooks.state"), cell: each => <PlaybookChip state={each.state} /> },
    { key: "version", header: t("playbooks.version"), cell: each => each.published ?? each.latest },
    { key: "publisher", header: t("playbooks.actsFor"), cell: each => each.publisher?.name },
    { key: "refused", header: t("playbooks.refused"), cell: each => each.refused || "" },
    { key: "changed", header: t("playbooks.changed"), cell: each => <Time at={each.updatedAt} />, nowrap: true },
  ];
  const add = may("playbooks:write") && (
    <Button component={Link} to="/playbooks/new">
      {t("playbooks.new")}
    </Button>
  );
  return (
    <Page title={t("playbooks.title")} intro={t("playbooks.intro")} actions={add}>
      <Problem error={playbooks.error} onReload={() => void playbooks.refetch()} />
      <Panel flush>
        <FilterBar any={filters.any} onClear={filters.clear}>
          <FilterSelect
            label={t("playbooks.state")}
            value={state}
            onChange={value => filters.set("state", value)}
            options={states.map(value => ({ value, label: t(`playbooks.stateOf.${value}`) }))}
          />
        </FilterBar>
        {playbooks.isPending ? (
          <Waiting />
        ) : playbooks.items.length === 0 && !playbooks.error ? (
          filters.any ? (
            <Empty>{t("playbooks.noneFiltered")}</Empty>
          ) : (
            <Empty
              title={t("playbooks.none")}
              action={
                may("playbooks:write") && (
                  <Button component={Link} to="/playbooks/new" variant="default">
                    {t("playbooks.toLibrary")}
                  </Button>
                )
              }
            >
              {t("playbooks.noneHint")}
            </Empty>
          )
        ) : (
          <DataTable label={t("playbooks.title")} columns={columns} rows={playbooks.items} rowKey={each => each.id} />
        )}
        <More pages={playbooks} />
      </Panel>
    </Page>
  );
}
