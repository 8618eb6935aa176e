import { createContext, type ReactNode, useContext, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import type { Device, Group, Organization } from "@/api/types";
import { useFormat } from "@/i18n/format";
import { breakable } from "@/ui/Code";
import { Chip, OpenFindings, Score } from "@/ui/Labels";
import { More, Waiting } from "@/ui/States";
import { Time } from "@/ui/Time";
import { useDevices, useHealth } from "./queries";
import css from "./tree.module.css";
import { keyOf, type NodeRef, onTreeKey, parseNode } from "./treeKeys";

interface Props {
  tenant: NodeRef;
  organizations: readonly Organization[];
  groups: readonly Group[];
  selected: NodeRef;
  onSelect: (node: NodeRef) => void;
}

interface Control {
  isOpen: (key: string, usually: boolean) => boolean;
  toggle: (key: string, open: boolean) => void;
  focused: string;
  selected: string;
  select: (node: NodeRef) => void;
}

const TreeControl = createContext<Control | null>(null);

function useControl(): Control {
  const control = useContext(TreeControl);
  if (!control) {
    throw new Error("A tree item stands outside its tree.");
  }
  return control;
}

/** Tenant, organizations, groups, devices. Small fleets are shown open; what the user opens or closes stays so. */
export function Tree({ tenant, organizations, groups, selected, onSelect }: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [choices, setChoices] = useState<ReadonlyMap<string, boolean>>(new Map());
  const [focused, setFocused] = useState(keyOf(tenant));
  const toggle = (key: string, open: boolean) => setChoices(previous => new Map(previous).set(key, open));
  const control: Control = {
    isOpen: (key, usually) => choices.get(key) ?? usually,
    toggle,
    focused,
    selected: keyOf(selected),
    select: node => {
      setFocused(keyOf(node));
      onSelect(node);
    },
  };
  const enter = (key: string) => {
    const node = parseNode(key);
    if (node?.level === "device") {
      navigate(`/devices/${node.id}`);
    } else if (node) {
      onSelect(node);
    }
  };
  return (
    <TreeControl value={control}>
      <div className={css.heads} aria-hidden>
        <span>{t("fleet.colName")}</span>
        <span>{t("fleet.colScore")}</span>
        <span>{t("fleet.colOpen")}</span>
        <span>{t("fleet.colCoverage")}</span>
        <span>{t("fleet.colFresh")}</span>
      </div>
      <ul
        role="tree"
        aria-label={t("fleet.tree")}
        className={css.tree}
        onKeyDown={event => onTreeKey(event, toggle, enter)}
        onFocus={event => {
          const key = (event.target as HTMLElement).dataset.key;
          if (key) {
            setFocused(key);
          }
        }}
      >
        <Branch node={tenant} depth={1} usually>
          {organizations.map(organization => {
            const own = groups.filter(group => group.organizationId === organization.id);
            return (
              <Branch
                key={organization.id}
                node={{ level: "organization", id: organization.id, name: organization.name }}
                depth={2}
                usually={organizations.length <= 8}
              >
                {own.length === 0 ? (
                  <Nothing depth={3}>{t("fleet.noGroups")}</Nothing>
                ) : (
                  own.map(group => (
                    <Branch key={group.id} node={{ level: "group", id: group.id, name: group.name }} depth={3} usually={groups.length <= 4}>
                      <Devices group={group} />
                    </Branch>
                  ))
                )}
              </Branch>
            );
          })}
        </Branch>
      </ul>
    </TreeControl>
  );
}

function Branch({ node, depth, usually, children }: { node: NodeRef; depth: number; usually: boolean; children: ReactNode }) {
  const { t } = useTranslation();
  const format = useFormat();
  const control = useControl();
  const health = useHealth(node.level, node.id);
  const key = keyOf(node);
  const open = control.isOpen(key, usually);
  return (
    <Item
      node={node}
      depth={depth}
      open={open}
      onToggle={() => control.toggle(key, !open)}
      details={
        health.data ? (
          <>
            <Score score={health.data.score} standing={health.data.standing} />
            <OpenFindings worst={health.data.worst} count={health.data.openFindings.total} />
            <span title={t("score.coverageOf", health.data.coverage)}>
              <span className={css.inlineHead}>{t("fleet.colCoverage")} </span>
              {health.data.coverage.total > 0 ? format.percent(health.data.coverage.ratio) : "–"}
            </span>
            <span>
              <span className={css.inlineHead}>{t("fleet.colFresh")} </span>
              {health.data.oldestPartAt ? <Time at={health.data.oldestPartAt} /> : "–"}
            </span>
          </>
        ) : null
      }
    >
      {open && children}
    </Item>
  );
}

function Devices({ group }: { group: Group }) {
  const { t } = useTranslation();
  const devices = useDevices(group.id);
  if (devices.isPending) {
    return (
      <li role="none">
        <Waiting rows={2} />
      </li>
    );
  }
  return (
    <>
      {devices.items.length === 0 && <Nothing depth={4}>{t("fleet.noDevices")}</Nothing>}
      {devices.items.map(device => (
        <DeviceItem key={device.id} device={device} />
      ))}
      {devices.hasNextPage && (
        <li role="none">
          <More pages={devices} label={t("fleet.moreDevices", { name: group.name })} />
        </li>
      )}
    </>
  );
}

const deviceTone = { ONLINE: "good", OFFLINE: "watch", NEVER_SEEN: "neutral" } as const;

function DeviceItem({ device }: { device: Device }) {
  const { t } = useTranslation();
  return (
    <Item
      node={{ level: "device", id: device.id, name: device.name }}
      depth={4}
      details={
        <>
          <Score score={device.score} standing={device.standing} />
          <OpenFindings worst={device.worst} count={device.openFindings} />
          <span>
            <Chip tone={deviceTone[device.status]}>{t(`device.status.${device.status}`)}</Chip>
          </span>
          <span>
            <span className={css.inlineHead}>{t("device.lastSeen")} </span>
            <Time at={device.lastSeenAt} />
          </span>
        </>
      }
    />
  );
}

interface ItemProps {
  node: NodeRef;
  depth: number;
  open?: boolean;
  onToggle?: () => void;
  details: ReactNode;
  children?: ReactNode;
}

function Item({ node, depth, open, onToggle, details, children }: ItemProps) {
  const { t } = useTranslation();
  const control = useControl();
  const id = useId();
  const key = keyOf(node);
  return (
    <li
      role="treeitem"
      className={css.item}
      data-key={key}
      data-name={node.name}
      data-depth={depth}
      aria-level={depth}
      aria-expanded={open}
      aria-selected={control.selected === key}
      aria-label={`${t(`fleet.${node.level}`)} ${node.name ?? ""}`}
      aria-describedby={id}
      tabIndex={control.focused === key ? 0 : -1}
    >
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the tree handles the keys of all its items */}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the item around it has the role */}
      <div className={css.row} onClick={() => control.select(node)}>
        <span className={css.name}>
          {onToggle ? (
            <button
              type="button"
              className={css.toggle}
              tabIndex={-1}
              aria-hidden
              onClick={event => {
                event.stopPropagation();
                onToggle();
              }}
            >
              <svg width="10" height="10" viewBox="0 0 10 10" data-open={open} aria-hidden>
                <path d="M3 1.500 7 5 3 8.500" fill="none" stroke="currentColor" strokeWidth="1.600" />
              </svg>
            </button>
          ) : (
            <span className={css.toggle} />
          )}
          {node.level === "device" ? (
            <Link to={`/devices/${node.id}`} tabIndex={-1} onClick={event => event.stopPropagation()}>
              {breakable(node.name ?? "")}
            </Link>
          ) : (
            <span className={css.text}>{breakable(node.name ?? "")}</span>
          )}
        </span>
        <span className={css.details} id={id}>
          {details}
        </span>
      </div>
      {children && (
        <ul role="group" className={css.children}>
          {children}
        </ul>
      )}
    </li>
  );
}

function Nothing({ depth, children }: { depth: number; children: ReactNode }) {
  return (
    <li role="none" className={css.nothing} data-depth={depth}>
      {children}
    </li>
  );
}
