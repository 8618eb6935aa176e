import { NativeSelect } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Page, Panel } from "@/ui/Page";
import parts from "@/ui/parts.module.css";
import { PlaybookForm } from "./PlaybookForm";
import { useLibrary } from "./queries";

/** What a text begins with that is to be written. */
const start = `name: My playbook
description: What it is for.
triggers:
  - manual: true
steps:
  - id: tell
    notify:
      subject: Something happened
      text: "{{ run.playbook }} has run."
`;

/** A playbook that is not there yet: empty, or one of the library. */
export function NewPlaybookPage() {
  const { t } = useTranslation();
  const library = useLibrary();
  const [chosen, setChosen] = useState("");
  const one = library.data?.find(each => each.key === chosen);
  return (
    <Page title={t("playbooks.new")} parent={{ to: "/playbooks", label: t("playbooks.title") }} intro={t("playbooks.newIntro")}>
      <Panel>
        <div className={parts.stack}>
          <NativeSelect
            label={t("playbooks.library")}
            description={one?.description}
            value={chosen}
            onChange={event => setChosen(event.currentTarget.value)}
            data={[{ value: "", label: "–" }, ...(library.data ?? []).map(each => ({ value: each.key, label: each.name }))]}
          />
          <PlaybookForm key={chosen} text={one?.text ?? start} />
        </div>
      </Panel>
    </Page>
  );
}
