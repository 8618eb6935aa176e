import { expect, test } from "vitest";
import { session } from "@/api/session";
import { answering, refusal } from "@/testing/answers";
import { shown } from "@/testing/shown";
import { SecondStep } from "./SecondStep";

const owed = (factors: ("TOTP" | "PASSKEY" | "RECOVERY_CODE")[]) => ({ challenge: "hfc_x", expiresAt: "2026-11-30T10:05:00Z", factors });
const signedIn = (more: object = {}) => ({
  accessToken: "stronger",
  refreshToken: null,
  expiresIn: 900,
  tenant: { id: "tenant", slug: "kelp", name: "Kelp" },
  user: { id: "ada", username: "Ada", email: "ada@kelp.example", role: "ADMIN", status: "ACTIVE", version: 1 },
  recoveryCodes: null,
  ...more,
});
const token = () => {
  const state = session.current();
  return state.kind === "in" ? state.accessToken : null;
};

test("The code of an app completes a sign-in, and a wrong one is said where it was typed", async () => {
  const asked = answering([], {
    "POST /api/auth/login/second-factor": ({ body }: { body: unknown }) =>
      (body as { code?: string }).code === "123456"
        ? signedIn()
        : refusal(400, { code: "auth.code_wrong", detail: "This code is wrong.", errors: { code: "This code is wrong." } }),
  });
  const step = await shown(<SecondStep owed={owed(["TOTP", "RECOVERY_CODE"])} />);
  await step.fill("Code of the app", "000000");
  await step.press("Sign in");
  await step.until(() => step.text().includes("This code is wrong."));
  expect(token()).toBe("token");
  await step.fill("Code of the app", "123456");
  await step.press("Sign in");
  await step.until(() => token() === "stronger");
  expect(asked.at(-1)?.body).toEqual({ challenge: "hfc_x", refreshTokenIn: "COOKIE", code: "123456" });
});

test("A recovery code is sent as one", async () => {
  const asked = answering([], { "POST /api/auth/login/second-factor": signedIn() });
  const step = await shown(<SecondStep owed={owed(["TOTP", "RECOVERY_CODE"])} />);
  await step.press("Use a recovery code instead");
  await step.fill("Recovery code", "abcd-efgh-jkmn-pqrs");
  await step.press("Sign in");
  await step.until(() => token() === "stronger");
  expect(asked.at(-1)?.body).toEqual({ challenge: "hfc_x", refreshTokenIn: "COOKIE", recoveryCode: "abcd-efgh-jkmn-pqrs" });
});

test("Who has none sets one up, and keeps the recovery codes before going on", async () => {
  const asked = answering([], {
    "POST /api/auth/login/enrolment": { secret: "MZXW6YTB", uri: "otpauth://totp/holdfast:ada?secret=MZXW6YTB" },
    "POST /api/auth/login/second-factor": signedIn({ recoveryCodes: ["aaaa-bbbb-cccc-dddd"] }),
  });
  const step = await shown(<SecondStep owed={owed([])} />);
  await step.until(() => step.text().includes("MZXW6YTB") && step.all("svg[role=img]").length === 1);
  await step.fill("Code of the app", "123456");
  await step.press("Sign in");
  await step.until(() => step.text().includes("aaaa-bbbb-cccc-dddd"));
  expect(token()).toBe("token");
  await step.press("I have kept them");
  expect(token()).toBe("stronger");
  expect(asked.filter(one => one.path === "/api/auth/login/enrolment")).toHaveLength(1);
});
