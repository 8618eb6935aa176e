import { Loader, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { type ReactNode, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, take } from "@/api/client";
import { restMs, searchOf } from "@/api/search";
import type { Device } from "@/api/types";
import { useChoice } from "@/ui/choice";
import { Problem } from "@/ui/Problem";
import parts from "@/ui/parts.module.css";
import css from "./deviceselect.module.css";

interface Props {
  label: string;
  required?: boolean;
  error?: ReactNode;
  /** The id of the chosen one; empty while there is none. */
  value: string;
  onChange: (id: string) => void;
}

const limit = 20;

/** One device out of any number: what is typed is looked for by the server, in names and host names; without a text, the newest are offered. */
export function DeviceSelect({ label, required, error, value, onChange }: Props) {
  const { t } = useTranslation();
  const id = useId();
  const [open, setOpen] = useState(false);
  const [typed, setTyped] = useState("");
  const [chosenName, setChosenName] = useState("");
  const [rested] = useDebouncedValue(typed.trim(), restMs);
  const search = searchOf(rested);
  const devices = useQuery({
    queryKey: ["devices", "search", search],
    queryFn: () => take(api.GET("/api/devices", { params: { query: { search, limit } } })),
    placeholderData: keepPreviousData,
    enabled: open,
  });
  const settled = typed.trim() === rested && devices.data !== undefined && !devices.isPlaceholderData;
  const items = open ? (devices.data?.items ?? []) : [];
  const choose = (device: Device | undefined) => {
    if (device) {
      setChosenName(nameOf(device));
      setOpen(false);
      onChange(device.id);
    }
  };
  const { chosen, setAt, onKeyDown } = useChoice(items.length, index => {
    if (settled) {
      choose(items[index]);
    }
  });
  const chosenId = items[chosen]?.id;
  return (
    <div>
      <TextInput
        label={label}
        required={required ?? false}
        error={error}
        type="search"
        placeholder={t("fleet.findDevice")}
        autoComplete="off"
        spellCheck={false}
        maxLength={100}
        role="combobox"
        aria-expanded={items.length > 0}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={chosenId && `${id}-${chosenId}`}
        value={value === "" ? typed : chosenName}
        onFocus={event => {
          setOpen(value === "");
          // What is typed next takes the place of the chosen one.
          event.currentTarget.select();
        }}
        onBlur={() => setOpen(false)}
        onChange={event => {
          setTyped(event.currentTarget.value);
          setAt(0);
          setOpen(true);
          onChange("");
        }}
        // While there are options, Escape closes them and not the dialog around.
        data-mantine-stop-propagation={open || undefined}
        onKeyDown={event => {
          if (event.key === "Escape" && open) {
            setOpen(false);
          } else if (open) {
            onKeyDown(event);
          }
        }}
        rightSection={open && !settled && !devices.error ? <Loader size="xs" /> : null}
      />
      <div className={css.list} id={`${id}-list`} role="listbox" aria-label={label}>
        {items.map((device, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the text box handles the keys of all its options
          <div
            key={device.id}
            id={`${id}-${device.id}`}
            role="option"
            aria-selected={index === chosen}
            tabIndex={-1}
            className={css.option}
            // Before the text box loses the focus, which ends the choice.
            onMouseDown={event => event.preventDefault()}
            onClick={() => choose(device)}
            onMouseMove={() => setAt(index)}
          >
            <span>{device.name}</span>
            <span className={`${parts.small} ${parts.muted}`}>
              {device.organizationName} / {device.groupName}
            </span>
          </div>
        ))}
      </div>
      {open && settled && items.length === 0 && <p className={`${parts.small} ${parts.muted}`}>{t("fleet.noSuchDevice")}</p>}
      <Problem error={open ? devices.error : null} onReload={() => void devices.refetch()} />
    </div>
  );
}

const nameOf = (device: Device) => `${device.name} (${device.groupName})`;
