using Holdfast.Tests.Harness;
using Holdfast.Tests.Harness.Grafana;
using Holdfast.Tests.Harness.Receivers;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Holdfast.Tests.System.Journeys;

/// <summary>A person's way through the console in a real browser, from registration to a verified proof. Pictures are kept in <c>artifacts/screenshots</c>.</summary>
public sealed class ConsoleTests
{
    private static readonly string[] Flags =
        ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

    private readonly List<string> complaints = [];

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

        await Open(page, "Audit");
        await page.GetByRole(AriaRole.Table, new() { Name = "Audit" }).GetByRole(AriaRole.Link).First.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Verify" }).ClickAsync();
        await Expect(page.GetByText("Verified: this entry stands").First).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await Picture(page, "06-verified");

        await Open(page, "Webhooks");
        await page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link).First.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Table, new() { Name = "Deliveries" })).ToContainTextAsync("ticket.executed", new() { Timeout = 30_000 });
        await Picture(page, "07-webhook");

        await Open(page, "Fleet");
        foreach (var node in new[] { "Tenant Journey Ltd", "Organization North", "Group Servers", $"Device {Environment.MachineName}" })
        {
            await Expect(page.GetByRole(AriaRole.Treeitem, new() { Name = node })).ToContainTextAsync("Poor", new() { Timeout = 15_000 });
        }

        await Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasText = "Live" }).First).ToBeVisibleAsync();
        await Picture(page, "02-fleet");
        await LooksWellEverywhere(browser, deployment, email);
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
        var command = page.GetByRole(AriaRole.Textbox, new() { Name = "Enrolment command" });
        await Expect(command).ToContainTextAsync("hfe_");
        var token = (await command.InnerTextAsync()).Split("--token ")[1].Split(' ', '\n')[0];
        await page.Keyboard.PressAsync("Escape");

        var data = deployment.Folder("sensor");
        (await RunningProgram.Run("holdfast-sensor.dll", ["enroll", "--server", $"{deployment.Address}", "--token", token, "--data", data])).Code.ShouldBe(0);
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

    /// <summary>Every page at both widths, in both colour schemes and languages: nothing runs out of the window.</summary>
    private async Task LooksWellEverywhere(IBrowser browser, Deployment deployment, string email)
    {
        foreach (var (width, height, scheme, locale, name) in new[]
        {
            (1280, 800, ColorScheme.Dark, "es-ES", "dark-es-1280"), (390, 844, ColorScheme.Light, "en-GB", "light-en-390"), (390, 844, ColorScheme.Dark, "es-ES", "dark-es-390"),
        })
        {
            var page = await NewPage(browser, deployment, width, height, scheme, locale);
            await page.GotoAsync($"{deployment.Address}");
            await page.Locator("input[type=email]").FillAsync(email);
            await page.Locator("input[type=password]").FillAsync(TestTenant.Password);
            await page.Keyboard.PressAsync("Enter");
            await Expect(page.GetByRole(AriaRole.Tree)).ToBeVisibleAsync(new() { Timeout = 30_000 });
            foreach (var path in new[] { "", "tickets", "integrations", "audit", "webhooks", "users", "settings" })
            {
                await page.GotoAsync($"{deployment.Address}{path}");
                await Expect(page.GetByRole(AriaRole.Heading).First).ToBeVisibleAsync(new() { Timeout = 30_000 });
                await page.WaitForLoadStateAsync(LoadState.DOMContentLoaded);
                (await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(width, $"/{path} at {width}");
                await Picture(page, $"{name}-{(path.Length == 0 ? "fleet" : path)}");
            }

            await page.Context.CloseAsync();
        }
    }

    private static async Task Open(IPage page, string name) =>
        await page.GetByRole(AriaRole.Navigation, new() { Name = "Main navigation" }).GetByRole(AriaRole.Link, new() { Name = name }).ClickAsync();

    private async Task<IPage> NewPage(IBrowser browser, Deployment deployment, int width, int height, ColorScheme scheme, string locale)
    {
        var context = await browser.NewContextAsync(new() { ViewportSize = new() { Width = width, Height = height }, ColorScheme = scheme, Locale = locale, ReducedMotion = ReducedMotion.Reduce });
        context.SetDefaultTimeout(20_000);
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

    private static string Chromium() => new[] { "/usr/bin/chromium", "/usr/bin/google-chrome", "/usr/bin/chromium-browser" }.FirstOrDefault(File.Exists)
        ?? throw new InvalidOperationException("Chromium is missing: install the package chromium.");
}
