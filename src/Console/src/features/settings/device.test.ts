import { expect, test } from "vitest";
import { deviceOf } from "./device";

test("A user agent is told as people say it", () => {
  expect(deviceOf("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36")).toBe(
    "Chrome, Linux",
  );
  expect(deviceOf("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0")).toBe("Firefox, Windows");
  expect(deviceOf("holdfast-cli/1.0.0")).toBe("holdfast");
  expect(deviceOf("something/1.0")).toBe("something/1.0");
  expect(deviceOf(null)).toBeNull();
});
