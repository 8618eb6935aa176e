import { Tabs } from "@mantine/core";
import type { ReactNode } from "react";
import { useSearchParams } from "react-router";

export interface PageTab {
  /** In the address, as `?tab=`. */
  name: string;
  title: string;
  content: ReactNode;
}

interface Props {
  label: string;
  tabs: readonly PageTab[];
  /** The parts are panels of their own, and not the inside of one. */
  apart?: boolean;
}

/** A page in parts, one at a time: which one stands in the address. The first when it names none. */
export function PageTabs({ label, tabs, apart }: Props) {
  const [search, setSearch] = useSearchParams();
  const first = tabs[0]?.name ?? "";
  const tab = tabs.find(each => each.name === search.get("tab"))?.name ?? first;
  return (
    <Tabs value={tab} onChange={value => setSearch({ tab: value ?? first }, { replace: true })} keepMounted={false}>
      <Tabs.List aria-label={label}>
        {tabs.map(({ name, title }) => (
          <Tabs.Tab key={name} value={name}>
            {title}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {tabs.map(({ name, content }) => (
        <Tabs.Panel key={name} value={name} {...(apart && { pt: "md" })}>
          {content}
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}
