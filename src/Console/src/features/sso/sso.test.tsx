import { act } from "react";
import { expect, test, vi } from "vitest";
import { answering, refusal } from "@/testing/answers";
import { shown } from "@/testing/shown";
import { isProvided, named, takeAnswer } from "./begin";
import { NewIdentityProviderPage } from "./IdentityProviderPage";
import { RequiredSso } from "./RequiredSso";
import { SsoSignIn } from "./SsoSignIn";

const roles = {
  items: [{ id: "MEMBER", name: "Member", meaning: "Works.", isStock: true, given: [], parents: [], permissions: [], version: 0 }],
};

test("What is typed is an address or a short name", () => {
  expect(named(" Ben@Example.com ")).toEqual({ email: "Ben@Example.com" });
  expect(named(" Kelp ")).toEqual({ tenant: "kelp" });
});

test("What a provider sends along leaves the address, and stays in no history", () => {
  const replaceState = vi.fn();
  const answer = takeAnswer({ search: "?code=c&state=s&iss=https%3A%2F%2Fid.example", pathname: "/sso/callback" }, { replaceState });
  expect(answer).toEqual({ code: "c", state: "s", iss: "https://id.example", error: null });
  expect(replaceState).toHaveBeenCalledWith(null, "", "/sso/callback");
});

test("A token says whether an identity provider let its bearer in", () => {
  const token = (amr: string[]) => `h.${btoa(JSON.stringify({ amr })).replaceAll("=", "")}.s`;
  expect(isProvided(token(["sso", "mfa"]))).toBe(true);
  expect(isProvided(token(["pwd"]))).toBe(false);
  expect(isProvided("nothing")).toBe(false);
});

test("Where there are several providers one is chosen, and a browser is sent to addresses of the web alone", async () => {
  const assign = vi.fn();
  vi.stubGlobal("location", { ...location, assign });
  const asked = answering([], {
    "POST /api/auth/sso": ({ body }: { body: unknown }) =>
      (body as { provider?: string }).provider
        ? { authorizationUrl: "javascript:alert(1)", choices: [] }
        : {
            authorizationUrl: null,
            choices: [
              { id: "p1", name: "House", preset: "CUSTOM" },
              { id: "p2", name: "Old", preset: "OKTA" },
            ],
          },
  });
  const page = await shown(<SsoSignIn known="" onBack={() => undefined} />);
  await page.fill("Your e-mail address, or your company's short name", "kelp");
  await page.press("Go on");
  await page.until(() => page.has("Go on with House"));
  await page.press("Go on with Old");
  await page.until(() => asked.filter(one => one.path === "/api/auth/sso").length === 2);
  expect(asked.filter(one => one.path === "/api/auth/sso").map(one => one.body)).toEqual([
    { tenant: "kelp", again: false },
    { tenant: "kelp", provider: "p2", again: false },
  ]);
  expect(assign).not.toHaveBeenCalled();
});

test("A provider is added with its groups, and its secret is sent once", async () => {
  const asked = answering(["sign_in:read", "sign_in:write", "roles:read"], {
    "GET /api/roles": roles,
    "POST /api/identity-providers": refusal(409, { code: "identity_provider.exists", detail: "It is there." }),
  });
  const page = await shown(<NewIdentityProviderPage />);
  await page.fill("Product", "CUSTOM");
  await page.fill("Name", "House");
  await page.fill("Issuer", "https://id.example");
  await page.fill("Client id", "holdfast");
  await page.fill("Client secret", "secret");
  await page.until(() => page.all("option").some(each => each.textContent === "Member"));
  await page.fill("Group", "staff");
  await page.press("Add");
  await page.press("Save");
  await page.until(() => page.text().includes("It is there."));
  expect(asked.find(one => one.method === "POST")?.body).toMatchObject({
    name: "House",
    preset: "CUSTOM",
    issuer: "https://id.example",
    clientId: "holdfast",
    clientSecret: "secret",
    groupsClaim: "groups",
    scopes: null,
    mappings: [{ group: "staff", role: "MEMBER", scope: { level: "TENANT", id: "tenant" } }],
  });
});

test("Everybody is asked for the provider, with whom it says are excepted", async () => {
  const asked = answering(["sign_in:read", "sign_in:write", "users:read"], {
    "GET /api/users": {
      items: [{ id: "ann", username: "Ann", email: "ann@kelp.example", role: "ADMIN", status: "ACTIVE", version: 1 }],
      nextCursor: null,
    },
    "PUT /api/sign-in-rules": {},
  });
  const rules = { requireSecondFactor: true, singleSignOn: { required: false, exceptFor: ["ann"] }, changedAt: null, version: 3 };
  const page = await shown(<RequiredSso rules={rules} onReload={() => undefined} />);
  await page.until(() => page.text().includes("Ann"));
  await act(async () => page.all<HTMLInputElement>("input[role=switch]")[0]?.click());
  await page.until(() => asked.some(one => one.method === "PUT"));
  expect(asked.find(one => one.method === "PUT")?.body).toEqual({
    requireSecondFactor: true,
    singleSignOn: { required: true, exceptFor: ["ann"] },
  });
});
