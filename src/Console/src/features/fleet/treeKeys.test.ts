import type { KeyboardEvent } from "react";
import { beforeEach, expect, test, vi } from "vitest";
import { onTreeKey } from "./treeKeys";

const toggle = vi.fn<(key: string, open: boolean) => void>();
const enter = vi.fn<(key: string) => void>();
let tree: HTMLElement;

beforeEach(() => {
  document.body.innerHTML = `
    <ul role="tree">
      <li role="treeitem" tabindex="-1" data-key="t" data-name="Kelp" aria-expanded="true"><ul>
        <li role="treeitem" tabindex="-1" data-key="a" data-name="Harbour" aria-expanded="false"></li>
        <li role="treeitem" tabindex="-1" data-key="b" data-name="Quay" aria-expanded="true"><ul>
          <li role="treeitem" tabindex="-1" data-key="c" data-name="desk01"></li>
        </ul></li>
      </ul></li>
    </ul>`;
  tree = document.querySelector("ul") as HTMLElement;
  toggle.mockReset();
  enter.mockReset();
});

/** Presses keys one after the other, beginning at an item, and says where the focus is then. */
function press(from: string, ...keys: string[]): string | undefined {
  tree.querySelector<HTMLElement>(`[data-key="${from}"]`)?.focus();
  for (const key of keys) {
    const event = { key, target: document.activeElement, currentTarget: tree, preventDefault: () => undefined };
    onTreeKey(event as unknown as KeyboardEvent<HTMLElement>, toggle, enter);
  }
  return (document.activeElement as HTMLElement).dataset.key;
}

test("Arrows, Home and End move through what is shown", () => {
  expect(press("t", "ArrowDown", "ArrowDown")).toBe("b");
  expect(press("b", "ArrowUp")).toBe("a");
  expect(press("a", "End")).toBe("c");
  expect(press("c", "Home")).toBe("t");
  expect(press("c", "ArrowDown")).toBe("c");
});

test("Right opens, then goes in; left closes, then goes out", () => {
  expect(press("a", "ArrowRight")).toBe("a");
  expect(toggle).toHaveBeenLastCalledWith("a", true);
  expect(press("b", "ArrowRight")).toBe("c");
  expect(press("c", "ArrowLeft")).toBe("b");
  press("b", "ArrowLeft");
  expect(toggle).toHaveBeenLastCalledWith("b", false);
});

test("Enter chooses, and a letter goes to the next name that begins with it", () => {
  press("c", "Enter");
  expect(enter).toHaveBeenCalledWith("c");
  expect(press("t", "q")).toBe("b");
  expect(press("b", "h")).toBe("a");
});
