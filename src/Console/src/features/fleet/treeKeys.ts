import type { KeyboardEvent } from "react";
import type { Level } from "@/api/types";

export interface NodeRef {
  level: Level;
  id: string;
  name?: string;
}

export const keyOf = (node: NodeRef) => `${node.level}:${node.id}`;

export function parseNode(text: string | null): NodeRef | null {
  const [level, id] = (text ?? "").split(":");
  return id && (level === "tenant" || level === "organization" || level === "group" || level === "device") ? { level, id } : null;
}

/**
 * Moves in a tree as the ARIA authoring practices describe. Collapsed children are not in the document, so document order is the order
 * on the screen. `toggle` opens or closes the present item, `open` is what Enter does.
 */
export function onTreeKey(
  event: KeyboardEvent<HTMLElement>,
  toggle: (key: string, open: boolean) => void,
  enter: (key: string) => void,
): void {
  const item = (event.target as HTMLElement).closest<HTMLElement>('[role="treeitem"]');
  const key = item?.dataset.key;
  if (!item || key === undefined || event.altKey || event.ctrlKey || event.metaKey) {
    return;
  }
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>('[role="treeitem"]')];
  const at = items.indexOf(item);
  const expanded = item.getAttribute("aria-expanded");
  const go = (to: HTMLElement | null | undefined) => to?.focus();
  switch (event.key) {
    case "ArrowDown":
      go(items[at + 1]);
      break;
    case "ArrowUp":
      go(items[at - 1]);
      break;
    case "Home":
      go(items[0]);
      break;
    case "End":
      go(items.at(-1));
      break;
    case "ArrowRight":
      if (expanded === "false") {
        toggle(key, true);
      } else if (expanded === "true") {
        go(item.querySelector<HTMLElement>('[role="treeitem"]'));
      }
      break;
    case "ArrowLeft":
      if (expanded === "true") {
        toggle(key, false);
      } else {
        go(item.parentElement?.closest<HTMLElement>('[role="treeitem"]'));
      }
      break;
    case "Enter":
    case " ":
      enter(key);
      break;
    default:
      if (event.key.length !== 1 || event.key === " ") {
        return;
      }
      go(
        [...items.slice(at + 1), ...items.slice(0, at + 1)].find(other =>
          other.dataset.name?.toLocaleLowerCase().startsWith(event.key.toLocaleLowerCase()),
        ),
      );
  }
  event.preventDefault();
}
