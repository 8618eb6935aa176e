using System.Text.RegularExpressions;
using Holdfast.Tests.Harness;
using Holdfast.Tests.Harness.Grafana;
using Holdfast.Tests.Harness.Receivers;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Holdfast.Tests.System.Journeys;

/// <summary>A person's way through the console in a real browser, from registration to a verified proof. Pictures are kept in <c>artifacts/screenshots</c>.</summary>
public sealed partial class ConsoleTests
{
    private static readonly string[] Flags =
        ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

    private readonly List<string> complaints = [];

    // An expectation waits as long as a click does: the machine that runs this runs the other suites beside it.
    static ConsoleTests() => SetDefaultExpectTimeout(60_000);

    [Fact]
    public async Task A_person_registers_adds_this_machine_acts_on_a_finding_and_verifies_the_proof()
    {
        await using var deployment = await Deployment.Start("api,worker,ingest,sophia");
        await using var grafana = await GrafanaServer.Start();
        await using var receiver = await Receiver.Start();
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Chromium(), Headless = true, Args = Flags });
        var page = await NewPage(browser, deployment, 1280, 800, ColorScheme.Light, "en-GB");

        var email = $"ann-{Guid.CreateVersion7():N}@example.test";
        await page.GotoAsync($"{deployment.Address}register");
        await page.GetByLabel("Company").FillAsync("Journey Ltd");
        await page.GetByLabel("User name").FillAsync("Ann Analyst");
        await page.GetByLabel("E-mail").FillAsync(email);
        await page.GetByLabel("Password").FillAsync(TestTenant.Password);
        await Picture(page, "01-register");
        await page.GetByRole(AriaRole.Button, new() { Name = "Register" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Your fleet is empty" })).ToBeVisibleAsync();
        await Picture(page, "01-empty");
        await Open(page, "Fleet");

        var login = await new ApiClient(deployment.Address, null).Post("/api/auth/login", new { email, password = TestTenant.Password });
        var api = new ApiClient(deployment.Address, login.Expect(200).Text("accessToken"));
        await Prepare(api, grafana, receiver);
        var log = deployment.Folder("auth.log");
        await File.WriteAllTextAsync(log, "", TestContext.Current.CancellationToken);
        await using var sensor = await AddThisMachine(page, api, deployment, log);

        await page.GetByRole(AriaRole.Treeitem, new() { Name = $"Device {Environment.MachineName}" }).GetByRole(AriaRole.Link).ClickAsync();
        await SignalToProofTests.Plant(log, "203.0.113.7", 25);
        await Expect(page.GetByRole(AriaRole.Article).Filter(new() { HasText = "203.0.113.7" }).First).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await Expect(page.GetByText("Failed password for root").First).ToBeVisibleAsync();
        await Picture(page, "03-device");

        await Open(page, "Tickets");
        await page.GetByRole(AriaRole.Link, new() { NameRegex = new("^#1 ") }).ClickAsync();
        await Picture(page, "04-ticket");
        await page.GetByRole(AriaRole.Button, new() { Name = "Execute action" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Execute now" }).ClickAsync();
        await Eventually.Holds("the annotation", () => Task.FromResult(grafana.Annotations.Count == 1));
        await Expect(page.GetByText("Executed").First).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await Picture(page, "05-executed");
        await page.GetByRole(AriaRole.Link, new() { Name = "Open run" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Outcome" })).ToContainTextAsync("Done");
        await Picture(page, "05-run");

        await Open(page, "Audit");
        await Expect(page.GetByRole(AriaRole.Table, new() { Name = "Audit" })).ToContainTextAsync("Holdfast: opens tickets from findings");
        await page.GetByRole(AriaRole.Table, new() { Name = "Audit" }).GetByRole(AriaRole.Link).First.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Verify" }).ClickAsync();
        await Expect(page.GetByText("Verified: this entry stands").First).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await NoTableIsWiderThanItsPlace(page, "an audit entry");
        await Picture(page, "06-verified");

        await Open(page, "Webhooks");
        await page.GetByRole(AriaRole.Table, new() { Name = "Webhooks" }).GetByRole(AriaRole.Link).First.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Table, new() { Name = "Deliveries" })).ToContainTextAsync("ticket.executed");
        await NoTableIsWiderThanItsPlace(page, "a webhook");
        await Picture(page, "07-webhook");

        await Open(page, "Fleet");
        // The planted finding is there (its article was shown above); a real machine under load adds findings of its own.
        foreach (var node in new[] { "Tenant Journey Ltd", "Organization North", "Group Servers", $"Device {Environment.MachineName}" })
        {
            await Expect(page.GetByRole(AriaRole.Treeitem, new() { Name = node })).ToContainTextAsync(new Regex("Critical, [1-9][0-9]* open finding"));
        }

        await Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasText = "Live" }).First).ToBeVisibleAsync();
        await Picture(page, "02-fleet");
        await GiveARole(page, api);
        await MakeAKey(page, deployment);
        await MakeATenant(page);
        await Search(page);
        await Open(page, "Overview");
        await Expect(page.GetByRole(AriaRole.Img, new() { Name = "Score of Journey Ltd" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Table, new() { Name = "Devices to care for first" })).ToContainTextAsync(Environment.MachineName);
        await Picture(page, "08-overview");
        await LooksWellEverywhere(browser, deployment, email, await Paths(page));
        await SignInByPasskey(browser, deployment, email);
        complaints.ShouldBeEmpty();
    }

    private static async Task Prepare(ApiClient api, GrafanaServer grafana, Receiver receiver)
    {
        var integration = (await api.Post("/api/integrations", new { connector = "grafana", name = "Grafana", settings = new { url = grafana.Url }, secret = new { token = grafana.Token } })).Expect(201);
        (await api.Post($"/api/integrations/{integration.Id}/test")).Expect(200);
        (await api.Post("/api/admin/webhooks", new { url = receiver.Url, events = new[] { "*" } })).Expect(201);
    }

    private static async Task<RunningProgram> AddThisMachine(IPage page, ApiClient api, Deployment deployment, string log)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "New organization" }).First.ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Textbox).First.FillAsync("North");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Create" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Treeitem, new() { Name = "Organization North" })).ToBeVisibleAsync();
        var organization = (string)(await api.Get("/api/organizations")).Expect(200).Json["items"]![0]!["id"]!;
        (await api.Post("/api/groups", new { organizationId = organization, name = "Servers" })).Expect(201);
        await Expect(page.GetByRole(AriaRole.Treeitem, new() { Name = "Group Servers" })).ToBeVisibleAsync(new() { Timeout = 15_000 });

        await page.GetByRole(AriaRole.Button, new() { Name = "Add a device" }).First.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Make enrolment token" }).ClickAsync();
        var shown = page.GetByRole(AriaRole.Textbox, new() { Name = "Enrolment token" });
        await Expect(shown).ToContainTextAsync("hfe_");
        var token = await shown.InnerTextAsync();
        var command = (await page.GetByRole(AriaRole.Textbox, new() { Name = "Enrolment command" }).InnerTextAsync()).Split(' ');
        command.ShouldNotContain(token, "other users of the machine see what stands on a command line");
        await page.Keyboard.PressAsync("Escape");

        var data = deployment.Folder("sensor");
        (await RunningProgram.RunWith(token, "holdfast-sensor.dll", [.. command[1..], "--data", data])).Code.ShouldBe(0);
        var sensor = RunningProgram.Start("holdfast-sensor.dll", ["run", "--data", data, "--log-file", log]);
        await Expect(page.GetByRole(AriaRole.Treeitem, new() { Name = $"Device {Environment.MachineName}" })).ToBeVisibleAsync(new() { Timeout = 60_000 });
        // It reads a file from where the file ended when it began to watch: what is planted earlier is not seen.
        await Eventually.Holds("the sensor to watch", () => Task.FromResult(sensor.Text.Contains("Watching", StringComparison.Ordinal)), TimeSpan.FromSeconds(60));
        await Eventually.Holds(
            "the device to be online",
            async () => (await api.Get("/api/devices")).Expect(200).Json["items"]!.AsArray().Any(d => (string?)d!["status"] == "ONLINE"),
            TimeSpan.FromSeconds(60));
        return sensor;
    }

    private static async Task GiveARole(IPage page, ApiClient api)
    {
        (await api.Post("/api/users", new { username = "Ben", email = $"ben-{Guid.CreateVersion7():N}@example.test", password = TestTenant.Password, role = "USER", mustChangePassword = false })).Expect(201);
        await Open(page, "People");
        await page.GetByRole(AriaRole.Link, new() { Name = "Ben", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Give a role" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Role").SelectOptionAsync("MANAGER");
        await dialog.GetByLabel("Part of the tree").SelectOptionAsync("GROUP");
        await dialog.GetByLabel("Group").SelectOptionAsync(new SelectOptionValue { Label = "North / Servers" });
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Give a role" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Table, new() { Name = "Roles in the tree" })).ToContainTextAsync("Servers");
        await Picture(page, "09-user");
    }

    /// <summary>A key that is shown once lets a program in, and is worth nothing when it is revoked.</summary>
    private static async Task MakeAKey(IPage page, Deployment deployment)
    {
        await Open(page, "API keys");
        await page.GetByRole(AriaRole.Button, new() { Name = "New key" }).First.ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Name").FillAsync("Backups");
        await dialog.GetByLabel("Find a permission").FillAsync("fleet:r");
        await dialog.GetByLabel("fleet:read").CheckAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Create" }).ClickAsync();
        await Expect(dialog).ToContainTextAsync("sk_live_");
        var text = KeyText().Match(await dialog.InnerTextAsync()).Value;
        var program = new ApiClient(deployment.Address, text);
        (await program.Get("/api/devices")).Expect(200);
        await Picture(page, "11-key-once");
        await page.Keyboard.PressAsync("Escape");
        await page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = "Backups" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Revoke") }).First.ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { NameRegex = new("^Revoke") }).ClickAsync();
        await Eventually.Holds("the key to be refused", async () => (await program.Get("/api/devices")).Status == 401);
        await Picture(page, "12-key");
    }

    /// <summary>A customer of this company: made, given limits of its own, suspended.</summary>
    private static async Task MakeATenant(IPage page)
    {
        await Open(page, "Tenants");
        await page.GetByRole(AriaRole.Button, new() { Name = "New tenant" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Name").FillAsync("Customer Ltd");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Create" }).ClickAsync();
        await page.GetByRole(AriaRole.Table, new() { Name = "Tenants" }).GetByRole(AriaRole.Link, new() { Name = "Customer Ltd" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Set limits" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByLabel("seats").FillAsync("25");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Row, new() { NameRegex = new("^seats") })).ToContainTextAsync("25");
        await page.GetByRole(AriaRole.Button, new() { Name = "Act in it" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Acting in another tenant" })).ToContainTextAsync("You act in Customer Ltd");
        await Picture(page, "13-acting");
        await page.GetByRole(AriaRole.Button, new() { Name = "Back to Journey Ltd" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Suspend Customer Ltd" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByLabel("Reason").FillAsync("Contract ended");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Suspend" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Resume Customer Ltd" })).ToBeVisibleAsync();
        await NoTableIsWiderThanItsPlace(page, "a tenant");
        await Picture(page, "13-tenant");
    }

    /// <summary>With an authenticator that the browser imitates: added in the settings, then enough to sign in. Browsers have passkeys for names only, so the page's is localhost.</summary>
    private static async Task SignInByPasskey(IBrowser browser, Deployment deployment, string email)
    {
        var address = new UriBuilder(deployment.Address) { Host = "localhost" }.Uri;
        await using var context = await browser.NewContextAsync(new() { ViewportSize = new() { Width = 1280, Height = 800 }, Locale = "en-GB", ReducedMotion = ReducedMotion.Reduce });
        context.SetDefaultTimeout(60_000);
        var page = await context.NewPageAsync();
        var devtools = await context.NewCDPSessionAsync(page);
        await devtools.SendAsync("WebAuthn.enable");
        await devtools.SendAsync("WebAuthn.addVirtualAuthenticator", new()
        {
            ["options"] = new { protocol = "ctap2", transport = "internal", hasResidentKey = true, hasUserVerification = true, isUserVerified = true, automaticPresenceSimulation = true },
        });
        await page.GotoAsync($"{address}sign-in");
        await page.Locator("input[type=email]").FillAsync(email);
        await page.Locator("input[type=password]").FillAsync(TestTenant.Password);
        await page.Keyboard.PressAsync("Enter");
        await Open(page, "Settings");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add a passkey" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Name").FillAsync("This machine");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Add a passkey" }).ClickAsync();
        await Expect(dialog).ToContainTextAsync("Keep these codes now");
        await Picture(page, "14-recovery-codes");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "I have kept them" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Table, new() { Name = "Passkeys" })).ToContainTextAsync("This machine");
        await Picture(page, "14-settings");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).First.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in with a passkey" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Navigation, new() { Name = "Main navigation" })).ToBeVisibleAsync();
    }

    /// <summary>By the keyboard alone, from anywhere.</summary>
    private static async Task Search(IPage page)
    {
        await page.Keyboard.PressAsync("Control+k");
        var box = page.GetByRole(AriaRole.Combobox, new() { Name = "Devices, tickets, findings, people and pages" });
        await box.FillAsync("ben");
        await Expect(page.GetByRole(AriaRole.Option, new() { NameRegex = new("^Ben") })).ToBeVisibleAsync();
        await box.FillAsync("#1");
        await Expect(page.GetByRole(AriaRole.Option, new() { NameRegex = new("^#1 ") })).ToBeVisibleAsync();
        await Picture(page, "10-search");
        await box.FillAsync(Environment.MachineName);
        var device = page.GetByRole(AriaRole.Group, new() { Name = "Devices" }).GetByRole(AriaRole.Option);
        await Expect(device).ToBeVisibleAsync();
        while (await device.GetAttributeAsync("aria-selected") != "true")
        {
            await page.Keyboard.PressAsync("ArrowDown");
        }

        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = Environment.MachineName, Exact = true })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
    }

    /// <summary>Every page that the navigation names.</summary>
    private static async Task<string[]> Paths(IPage page)
    {
        var links = await page.GetByRole(AriaRole.Navigation, new() { Name = "Main navigation" }).GetByRole(AriaRole.Link).AllAsync();
        return await Task.WhenAll(links.Select(async link => (await link.GetAttributeAsync("href"))!.TrimStart('/')));
    }

    /// <summary>Every page from a phone's width to a wide screen's, in both colour schemes and languages: nothing runs out of the window.</summary>
    private async Task LooksWellEverywhere(IBrowser browser, Deployment deployment, string email, string[] paths)
    {
        foreach (var (width, height, scheme, locale, name) in new[]
        {
            (1280, 800, ColorScheme.Dark, "es-ES", "dark-es-1280"), (390, 844, ColorScheme.Light, "en-GB", "light-en-390"), (390, 844, ColorScheme.Dark, "es-ES", "dark-es-390"),
            (1920, 1080, ColorScheme.Light, "en-GB", "light-en-1920"),
        })
        {
            var page = await NewPage(browser, deployment, width, height, scheme, locale);
            await page.GotoAsync($"{deployment.Address}");
            await page.Locator("input[type=email]").FillAsync(email);
            await page.Locator("input[type=password]").FillAsync(TestTenant.Password);
            await page.Keyboard.PressAsync("Enter");
            await Expect(page.GetByRole(AriaRole.Heading, new() { NameRegex = new("^(Overview|Resumen)$") })).ToBeVisibleAsync(new() { Timeout = 30_000 });
            foreach (var path in paths)
            {
                await page.GotoAsync($"{deployment.Address}{path}");
                await Expect(page.Locator("#content h1")).ToBeVisibleAsync(new() { Timeout = 30_000 });
                // What is still being read is shown as a skeleton.
                await Expect(page.GetByText(locale == "es-ES" ? "Cargando" : "Loading", new() { Exact = true })).ToHaveCountAsync(0);
                (await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(width, $"/{path} at {width}");
                await NoTableIsWiderThanItsPlace(page, $"/{path} at {width}");
                await Picture(page, $"{name}-{path}");
            }

            await page.Context.CloseAsync();
        }
    }

    private static async Task NoTableIsWiderThanItsPlace(IPage page, string where) =>
        (await page.EvaluateAsync<string[]>("() => [...document.querySelectorAll('table')].filter(t => t.parentElement.scrollWidth > t.parentElement.clientWidth).map(t => t.ariaLabel)"))
            .ShouldBeEmpty($"{where}: a table is wider than its place");

    private static async Task Open(IPage page, string name) =>
        await page.GetByRole(AriaRole.Navigation, new() { Name = "Main navigation" }).GetByRole(AriaRole.Link, new() { Name = name }).ClickAsync();

    private async Task<IPage> NewPage(IBrowser browser, Deployment deployment, int width, int height, ColorScheme scheme, string locale)
    {
        var context = await browser.NewContextAsync(new() { ViewportSize = new() { Width = width, Height = height }, ColorScheme = scheme, Locale = locale, ReducedMotion = ReducedMotion.Reduce });
        context.SetDefaultTimeout(60_000);
        var page = await context.NewPageAsync();
        page.PageError += (_, error) => complaints.Add(error);
        page.Console += (_, message) =>
        {
            if (message.Type == "error" && message.Text.Contains("Content Security Policy", StringComparison.Ordinal))
            {
                complaints.Add(message.Text);
            }
        };
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(deployment.Address.ToString(), StringComparison.Ordinal) && !request.Url.StartsWith("data:", StringComparison.Ordinal))
            {
                complaints.Add($"The page asked {request.Url}.");
            }
        };
        return page;
    }

    private static async Task Picture(IPage page, string name)
    {
        var folder = Path.Combine(RunningProgram.Root, "artifacts", "screenshots");
        Directory.CreateDirectory(folder);
        await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}.png"), FullPage = true, Animations = ScreenshotAnimations.Disabled });
    }

    internal static string Chromium() => new[] { "/usr/bin/chromium", "/usr/bin/google-chrome", "/usr/bin/chromium-browser" }.FirstOrDefault(File.Exists)
        ?? throw new InvalidOperationException("Chromium is missing: install the package chromium.");

    [GeneratedRegex("sk_live_[0-9A-Za-z]{36}")]
    private static partial Regex KeyText();
}
