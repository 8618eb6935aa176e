using Holdfast.Tests.Harness;
using Holdfast.Tests.Harness.Receivers;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Holdfast.Tests.System.Journeys;

/// <summary>A company's people sign in by an identity provider of others (npm oidc-provider) in a real browser, and are out when it says so.</summary>
public sealed class SingleSignOnTests
{
    private const string ClientId = "holdfast";
    private const string Secret = "a secret of 32 characters at least";
    private static readonly string[] Flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

    static SingleSignOnTests() => SetDefaultExpectTimeout(60_000);

    [Fact]
    public async Task A_person_comes_in_by_the_provider_with_the_roles_of_their_groups_and_is_out_when_it_ends_the_session()
    {
        await using var names = new NameServer();
        await using var deployment = await Deployment.Start(new Dictionary<string, string> { ["Holdfast__Outbound__DnsServers__0"] = names.Address }, "api,worker,ingest,sophia");
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = ConsoleTests.Chromium(), Headless = true, Args = Flags });
        var company = await TestTenant.Register(deployment.Address, "Kelp Ltd");
        var domain = await Verify(company, names);

        // The administrator adds the provider in the console.
        var issuer = NodeProvider.NewIssuer();
        var admin = await NewPage(browser, 1280, 800);
        await SignInByPassword(admin, deployment, company.Email);
        await admin.GotoAsync($"{deployment.Address}identity-providers/new");
        await admin.GetByRole(AriaRole.Textbox, new() { Name = "Name", Exact = true }).FillAsync("House");
        await admin.GetByRole(AriaRole.Combobox, new() { Name = "Product", Exact = true }).SelectOptionAsync("CUSTOM");
        await admin.GetByRole(AriaRole.Textbox, new() { Name = "Issuer", Exact = true }).FillAsync(issuer);
        await admin.GetByRole(AriaRole.Textbox, new() { Name = "Client id", Exact = true }).FillAsync(ClientId);
        await admin.GetByLabel("Client secret").First.FillAsync(Secret);
        await admin.GetByRole(AriaRole.Textbox, new() { Name = "Scopes", Exact = true }).FillAsync("openid email profile groups");
        await admin.GetByRole(AriaRole.Textbox, new() { Name = "Group", Exact = true }).FillAsync("analysts");
        await admin.GetByRole(AriaRole.Region, new() { Name = "Roles by groups" }).GetByRole(AriaRole.Combobox, new() { Name = "Role", Exact = true }).SelectOptionAsync("SECURITY_ANALYST");
        await admin.GetByRole(AriaRole.Button, new() { Name = "Add", Exact = true }).ClickAsync();
        await admin.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(admin.GetByRole(AriaRole.Heading, new() { Name = "To be entered there" })).ToBeVisibleAsync();
        var made = (await company.Admin.Get("/api/identity-providers")).Expect(200).Json["items"]!.AsArray().Single()!;
        await using var provider = await NodeProvider.Start(new
        {
            issuer, clientId = ClientId, clientSecret = Secret, domain, redirectUri = (string)made["redirectUri"]!, signedOutUri = (string)made["signedOutUri"]!,
            backChannelLogoutUri = (string)made["backChannelLogoutUri"]!, groups = new Dictionary<string, string[]> { ["ben"] = ["analysts", "others"] },
        });
        await admin.GetByRole(AriaRole.Button, new() { Name = "Test it now" }).ClickAsync();
        await Expect(admin.GetByText("It knows this client")).ToBeVisibleAsync();
        await Picture(admin, "sso-provider-1280");

        // Ben has no account here. He types his address, proves at the provider who he is, and is in.
        var ben = await NewPage(browser, 1280, 800);
        await SignInByProvider(ben, deployment, $"ben@{domain}");
        await TypeAtProvider(ben, "ben");
        await Expect(ben.GetByRole(AriaRole.Heading, new() { Name = "Overview" })).ToBeVisibleAsync();
        ben.Url.ShouldNotContain("code=");
        var person = (await company.Admin.Get("/api/users?limit=200")).Expect(200).Json["items"]!.AsArray().Single(u => (string?)u!["email"] == $"ben@{domain}")!;
        var role = (await company.Admin.Get($"/api/role-assignments?principalId={person["id"]}")).Expect(200).Json["items"]!.AsArray().Single()!;
        ((string?)role["role"], (string?)role["providedBy"]).ShouldBe(("SECURITY_ANALYST", (string)made["id"]!));

        // He signs out at the provider: it tells the server, and the console has nothing of his any more.
        var elsewhere = await ben.Context.NewPageAsync();
        await elsewhere.GotoAsync($"{issuer}/session/end");
        await elsewhere.GetByRole(AriaRole.Button, new() { Name = "Yes, sign me out" }).ClickAsync();
        await Eventually.Holds(
            "the session to have ended",
            async () => (await company.Admin.Get("/api/audit?action=access.back_channel_logout&limit=10")).Expect(200).Json["items"]!.AsArray().Any(e => (string?)e!["outcome"] == "SUCCESS"),
            TimeSpan.FromSeconds(60));
        await ben.ReloadAsync();
        await Expect(ben.GetByRole(AriaRole.Heading, new() { Name = "Sign in to Holdfast" })).ToBeVisibleAsync();

        // Signing out here leads to signing out there, and back.
        await SignInByProvider(ben, deployment, $"ben@{domain}");
        await TypeAtProvider(ben, "ben");
        await Expect(ben.GetByRole(AriaRole.Heading, new() { Name = "Overview" })).ToBeVisibleAsync();
        await ben.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await ben.GetByRole(AriaRole.Button, new() { Name = "Yes, sign me out" }).ClickAsync();
        await Expect(ben.GetByRole(AriaRole.Heading, new() { Name = "Sign in to Holdfast" })).ToBeVisibleAsync();

        // Who is of no domain of the company's is told no more than that.
        await SignInByProvider(ben, deployment, "kelp-ltd-is-not-it", expectsProvider: false);
        await Expect(ben.GetByText("No identity provider is known for this")).ToBeVisibleAsync();
        await Pictures(browser, deployment, company.Email);
    }

    private static async Task Pictures(IBrowser browser, Deployment deployment, string email)
    {
        foreach (var width in new[] { 1280, 390 })
        {
            var page = await NewPage(browser, width, width == 390 ? 844 : 800);
            await page.GotoAsync($"{deployment.Address}sign-in");
            await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Sign in with your company" })).ToBeVisibleAsync();
            await Picture(page, $"sso-sign-in-{width}");
            await page.GetByRole(AriaRole.Button, new() { Name = "Sign in with your company" }).ClickAsync();
            await Picture(page, $"sso-company-{width}");
            await SignInByPassword(page, deployment, email);
            foreach (var path in new[] { "sign-in-rules", "identity-providers/new" })
            {
                await page.GotoAsync($"{deployment.Address}{path}");
                await Expect(page.Locator("#content h1")).ToBeVisibleAsync();
                await Expect(page.GetByText("Loading", new() { Exact = true })).ToHaveCountAsync(0);
                (await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(width, $"/{path} at {width}");
                await Picture(page, $"sso-{path.Replace('/', '-')}-{width}");
            }
        }
    }

    private static async Task SignInByProvider(IPage page, Deployment deployment, string who, bool expectsProvider = true)
    {
        await page.GotoAsync($"{deployment.Address}sign-in");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in with your company" }).ClickAsync();
        await page.GetByLabel("Your e-mail address, or your company's short name").FillAsync(who);
        await page.GetByRole(AriaRole.Button, new() { Name = "Go on" }).ClickAsync();
        if (expectsProvider)
        {
            await page.WaitForURLAsync(url => url.Contains("/interaction/", StringComparison.Ordinal));
        }
    }

    // The provider's own pages: who it is, and that this application may know it.
    private static async Task TypeAtProvider(IPage page, string name)
    {
        await page.Locator("input[name=login]").FillAsync(name);
        await page.Locator("input[name=password]").FillAsync("anything");
        await page.Locator("button[type=submit]").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
    }

    private static async Task SignInByPassword(IPage page, Deployment deployment, string email)
    {
        await page.GotoAsync($"{deployment.Address}sign-in");
        await page.Locator("input[type=email]").FillAsync(email);
        await page.Locator("input[type=password]").FillAsync(TestTenant.Password);
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Your fleet is empty" }).Or(page.GetByRole(AriaRole.Heading, new() { Name = "Overview" })).First).ToBeVisibleAsync();
    }

    private static async Task<string> Verify(TestTenant company, NameServer names)
    {
        var name = $"d{Guid.CreateVersion7():N}.example";
        var domain = (await company.Admin.Post("/api/domains", new { name })).Expect(201);
        names.Texts[domain.Text("recordName")] = [domain.Text("recordText")];
        (await company.Admin.Post($"/api/domains/{domain.Id}/verify")).Expect(200);
        return name;
    }

    private static async Task<IPage> NewPage(IBrowser browser, int width, int height)
    {
        var context = await browser.NewContextAsync(new() { ViewportSize = new() { Width = width, Height = height }, Locale = "en-GB", ReducedMotion = ReducedMotion.Reduce });
        context.SetDefaultTimeout(60_000);
        return await context.NewPageAsync();
    }

    private static async Task Picture(IPage page, string name)
    {
        var folder = Path.Combine(RunningProgram.Root, "artifacts", "screenshots");
        Directory.CreateDirectory(folder);
        await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}.png"), FullPage = true, Animations = ScreenshotAnimations.Disabled });
    }
}
