using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Holdfast.Tests.Harness;

namespace Holdfast.Tests.System.Journeys;

/// <summary><c>holdfast serve --demo</c> with engines of its own, as <c>./run --demo</c> starts it.</summary>
public sealed partial class DemoTests
{
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(120);

    [Fact]
    public async Task A_demo_shows_a_simulated_fleet_and_goes_on_after_a_restart()
    {
        var data = TestEngines.NewDirectory("demo");
        var port = FreePort();
        string password, email;
        await using (var server = Serve(data, port))
        {
            var match = await Eventually.Get($"the demo's password", () => Task.FromResult(Account().Match(server.Text) is { Success: true } found ? found : null), StartTime);
            (email, password) = (match.Groups[1].Value, match.Groups[2].Value);
            server.Text.ShouldContain("SIMULATED");
            (await ShowsTheFleet(port, email, password)).ShouldBe(8);
            (await server.Terminate(TimeSpan.FromSeconds(40))).Code.ShouldBe(0, server.Text);
        }

        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(Path.Combine(data, "demo.json")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        await using (var again = Serve(data, port))
        {
            await Eventually.Holds("the demo to go on", () => Task.FromResult(again.Text.Contains("going on", StringComparison.Ordinal) && again.Text.Contains("devices report", StringComparison.Ordinal)), StartTime);
            again.Text.ShouldNotContain(password);
            (await ShowsTheFleet(port, email, password)).ShouldBe(8);
            (await again.Terminate(TimeSpan.FromSeconds(40))).Code.ShouldBe(0, again.Text);
        }

        Directory.Delete(data, recursive: true);
    }

    /// <summary>Waits until all that the demo promises is to be seen, and counts the devices.</summary>
    private static async Task<int> ShowsTheFleet(int port, string email, string password)
    {
        var address = new Uri($"http://127.0.0.1:{port}");
        var session = (await new ApiClient(address, null).Post("/api/auth/login", new { email, password })).Expect(200);
        var client = new ApiClient(address, session.Text("accessToken"));
        var devices = await Eventually.Get(
            "all devices to be online",
            async () => (await client.Get("/api/devices")).Expect(200).Json["items"]!.AsArray() is { Count: >= 8 } all && all.All(d => (string?)d!["status"] == "ONLINE") ? all : null,
            StartTime);
        devices.ShouldAllBe(d => ((string)d!["hostname"]!).StartsWith("sim-", StringComparison.Ordinal));
        var inventory = await Eventually.Get("an inventory", async () => await client.Get($"/api/devices/{(string)devices[0]!["id"]!}/inventory") is { Status: 200 } answer ? answer : null);
        ((string?)inventory.Json["system"]!["virtualization"]).ShouldBe("simulated");
        var rules = await Eventually.Get(
            "a ticket for each trouble",
            async () => (await client.Get("/api/tickets")).Expect(200).Json["items"]!.AsArray() is { Count: >= 2 } tickets ? tickets.Select(t => (string?)t!["rule"]).Order().ToArray() : null,
            StartTime);
        rules.ShouldBe(["disk.full", "ssh.brute_force"]);
        return devices.Count;
    }

    private static RunningProgram Serve(string data, int port) => RunningProgram.Start(
        "holdfast.dll",
        ["serve", "--demo", "--data", data, "--port", $"{port}"],
        new Dictionary<string, string> { ["DATABASE_URL"] = "", ["NATS_URL"] = "" });

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    [GeneratedRegex(@"as (demo\S*@example\.com)\s+Password: (\S+)")]
    private static partial Regex Account();
}
