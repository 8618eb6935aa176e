import { Loader, Modal, TextInput, VisuallyHidden } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQueries } from "@tanstack/react-query";
import { useEffect, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { useMay } from "@/api/hooks";
import { restMs, searchOf } from "@/api/search";
import { useChoice } from "@/ui/choice";
import parts from "@/ui/parts.module.css";
import css from "./search.module.css";
import { type Hit, type Kind, pageHits, sources } from "./sources";

interface Props {
  opened: boolean;
  onClose: () => void;
}

export default function SearchDialog({ opened, onClose }: Props) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t("search.title")}
      lockScroll={false}
      size="40rem"
      yOffset="8dvh"
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
      <Search onClose={onClose} />
    </Modal>
  );
}

/** A combobox over everything: what is typed is asked of the server once typing rests, and only where the reader may look. */
function Search({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const [typed, setTyped] = useState("");
  const [rested] = useDebouncedValue(typed.trim(), restMs);
  const { groups, waiting, failed } = useHits(typed.trim() === "" ? "" : rested);
  const hits = groups.flatMap(([kind, found]) => found.map(hit => ({ ...hit, key: `${kind} ${hit.id}` })));
  const settled = typed.trim() === rested && !waiting;
  const optionId = (key: string) => `${id}-${key.replace(/[^\w-]/g, "_")}`;
  const open = (hit: Hit | undefined) => {
    if (hit) {
      onClose();
      navigate(hit.to);
    }
  };
  const { chosen, setAt, onKeyDown } = useChoice(hits.length, index => {
    if (settled) {
      open(hits[index]);
    }
  });
  const chosenKey = hits[chosen]?.key;
  useEffect(() => {
    if (chosenKey !== undefined) {
      list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView?.({ block: "nearest" });
    }
  }, [chosenKey]);
  return (
    <div className={parts.stack}>
      <TextInput
        label={t("search.label")}
        description={t("search.hint")}
        type="search"
        data-autofocus
        autoComplete="off"
        spellCheck={false}
        maxLength={100}
        role="combobox"
        aria-expanded={hits.length > 0}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={chosenKey && optionId(chosenKey)}
        value={typed}
        onChange={event => {
          setTyped(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
        rightSection={settled ? null : <Loader size="xs" />}
      />
      <VisuallyHidden role="status">{settled && typed.trim() !== "" ? t("search.found", { count: hits.length }) : ""}</VisuallyHidden>
      <div className={css.results} id={`${id}-list`} ref={list} role="listbox" aria-label={t("search.results")}>
        {groups.map(([kind, found]) => (
          <div key={kind} role="group" aria-labelledby={`${id}-${kind}`}>
            <div className={css.kind} id={`${id}-${kind}`} role="presentation">
              {t(`search.kindOf.${kind}`)}
            </div>
            {found.map(hit => {
              const key = `${kind} ${hit.id}`;
              const selected = key === chosenKey;
              return (
                // biome-ignore lint/a11y/useKeyWithClickEvents: the combobox handles the keys of all its options
                <div
                  key={key}
                  id={optionId(key)}
                  role="option"
                  aria-selected={selected}
                  tabIndex={-1}
                  className={css.hit}
                  onClick={() => open(hit)}
                  onMouseMove={() => setAt(hits.findIndex(each => each.key === key))}
                >
                  <span className={css.title}>{hit.title}</span>
                  {hit.place && <span className={`${parts.small} ${parts.muted}`}>{hit.place}</span>}
                </div>
              );
            })}
          </div>
        ))}
      </div>
      {settled && hits.length === 0 && <p className={parts.muted}>{t("search.none", { text: rested })}</p>}
      {failed && <p className={parts.muted}>{t("search.failed")}</p>}
    </div>
  );
}

function useHits(text: string): { groups: [Kind, Hit[]][]; waiting: boolean; failed: boolean } {
  const { t } = useTranslation();
  const may = useMay();
  const search = searchOf(text);
  const asked = search === undefined ? [] : sources.filter(source => may(source.permission));
  const answers = useQueries({
    queries: asked.map(source => ({
      queryKey: ["search", source.kind, search],
      queryFn: () => source.find(search ?? ""),
      placeholderData: keepPreviousData<Hit[]>,
    })),
  });
  const found: [Kind, Hit[]][] = asked.map((source, index) => [source.kind, answers[index]?.data ?? []]);
  return {
    groups: [["page", pageHits(text, t, may)] as [Kind, Hit[]], ...found].filter(([, hits]) => hits.length > 0),
    waiting: answers.some(answer => answer.isPending || answer.isPlaceholderData),
    failed: answers.some(answer => answer.isError),
  };
}
