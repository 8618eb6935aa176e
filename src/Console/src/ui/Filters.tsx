import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import css from "./parts.module.css";

/** Filters that live in the page's address, so that a filtered list can be shared and gone back to. */
export function useFilters<K extends string>(names: readonly K[]) {
  const [search, setSearch] = useSearchParams();
  const values = Object.fromEntries(names.map(name => [name, search.get(name) ?? undefined])) as Record<K, string | undefined>;
  const set = (name: K, value: string) =>
    setSearch(
      previous => {
        const next = new URLSearchParams(previous);
        if (value) {
          next.set(name, value);
        } else {
          next.delete(name);
        }
        return next;
      },
      { replace: true },
    );
  const any = names.some(name => values[name] !== undefined);
  return { values, set, any, clear: () => setSearch({}, { replace: true }) };
}

interface BarProps {
  any: boolean;
  onClear: () => void;
  children: ReactNode;
  /** Filters that are seldom wanted: behind a press, unless one of them is set. */
  more?: { any: boolean; children: ReactNode };
}

export function FilterBar({ any, onClear, children, more }: BarProps) {
  const { t } = useTranslation();
  const [all, setAll] = useState(false);
  const narrow = useMediaQuery("(max-width: 47.99rem)", undefined, { getInitialValueInEffect: false });
  const bar = (
    <div className={css.filters} role="search" aria-label={t("common.filters")}>
      {children}
      {more && (all || more.any ? more.children : <More onPress={() => setAll(true)} />)}
      {any && (
        <Button variant="default" onClick={onClear}>
          {t("common.clear")}
        </Button>
      )}
    </div>
  );
  return narrow ? (
    <details className={css.filterFold} open={any || undefined}>
      <summary>{t("common.filters")}</summary>
      {bar}
    </details>
  ) : (
    bar
  );
}

function More({ onPress }: { onPress: () => void }) {
  const { t } = useTranslation();
  return (
    <Button variant="subtle" onClick={onPress}>
      {t("common.moreFilters")}
    </Button>
  );
}

interface SelectProps {
  label: string;
  value: string | undefined;
  onChange: (value: string) => void;
  options: readonly { value: string; label: string }[];
  /** One of them always holds: "any" is none of them. */
  always?: boolean;
}

export function FilterSelect({ label, value, onChange, options, always }: SelectProps) {
  const { t } = useTranslation();
  return (
    <NativeSelect
      label={label}
      value={value ?? ""}
      onChange={event => onChange(event.currentTarget.value)}
      data={always ? [...options] : [{ value: "", label: t("common.any") }, ...options]}
    />
  );
}

/** A text that filters once typing rests. */
export function FilterText({ label, value, onChange, type = "search" }: Omit<SelectProps, "options" | "always"> & { type?: string }) {
  const [text, setText] = useState(value ?? "");
  useEffect(() => setText(value ?? ""), [value]);
  useEffect(() => {
    if (text !== (value ?? "")) {
      const timer = setTimeout(() => onChange(text.trim()), 350);
      return () => clearTimeout(timer);
    }
    return undefined;
  }, [text, value, onChange]);
  return <TextInput label={label} type={type} value={text} onChange={event => setText(event.currentTarget.value)} />;
}
