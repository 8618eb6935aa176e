using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Holdfast.Hosts.Server;
using Holdfast.Tests.Harness;
using Npgsql;

namespace Holdfast.Tests.System.Serving;

/// <summary>A nats-server of the operator's own, configured with what <c>holdfast admin broker init</c> writes.</summary>
public sealed class OwnNatsTests : IAsyncDisposable
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;
    private readonly int port = Installation.FreePort();
    private string folder = "";
    private RunningProgram? nats;

    [Fact]
    public async Task It_is_told_whom_to_let_in_and_refuses_whom_it_has_forgotten_about_and_its_operator_changes_when_it_starts_again()
    {
        await using var installation = await Installation.Start(ownNats: Begin);
        var tenant = await TestTenant.Register(installation.Address);
        var group = await tenant.NewGroup();
        await using var sensor = await Sensor.Enrol(installation, tenant, group);
        await Eventually.Holds("the sensor to report over it", () => Task.FromResult(sensor.Text.Contains("Sending over NATS", StringComparison.Ordinal)), TimeSpan.FromSeconds(60));

        // Nothing in it is secret.
        foreach (var file in Directory.EnumerateFiles(folder, "*.conf"))
        {
            Regex.IsMatch(await File.ReadAllTextAsync(file, Stop), "\\bS[OAU][A-Z2-7]{56}").ShouldBeFalse();
        }

        // The account's key changes without the operator's hand, also when the server is killed in the middle of it.
        var account = await Signer(installation, "ACCOUNT_SIGNING");
        var rotating = installation.Admin("broker", "rotate", "account");
        await Eventually.Holds("the next key", async () => (await Keys(installation)).Any(k => k is { Kind: "ACCOUNT_SIGNING", State: "NEXT" or "RETIRING" }), TimeSpan.FromSeconds(150));
        installation.Server.Kill();
        await installation.Server.Ended(TimeSpan.FromSeconds(30));
        await rotating;
        await installation.StartServer();
        await Eventually.Holds("the rotation to be finished", async () => await Signer(installation, "ACCOUNT_SIGNING") != account, TimeSpan.FromSeconds(120));
        sensor.Text.ShouldNotContain("New log-in for NATS");

        // The operator's next key is known ahead; the one after that only when the servers have read whom they trust once more.
        var first = await Signer(installation, "OPERATOR_SIGNING");
        ((bool)(await installation.Admin("broker", "rotate", "operator"))["isDone"]!).ShouldBeTrue();
        var second = await Signer(installation, "OPERATOR_SIGNING");
        second.ShouldNotBe(first);
        ((bool)(await installation.Admin("broker", "rotate", "operator", "--now"))["isDone"]!).ShouldBeFalse();
        (await Signer(installation, "OPERATOR_SIGNING")).ShouldBe(second);
        installation.Server.Text.ShouldContain("holdfast admin broker init");
        await Write(installation);
        await Again(loseMemory: false);
        await Eventually.Holds("the next key to sign", async () => await Signer(installation, "OPERATOR_SIGNING") != second, TimeSpan.FromSeconds(120));
        await Write(installation);
        await Again(loseMemory: false);
        await Eventually.Holds(
            "the one that leaked to be trusted by none", async () => (await Keys(installation)).Single(k => k.Key == second).State == "RETIRED", TimeSpan.FromSeconds(150));

        // It is set up anew, with a file from before the device was removed: it is told again.
        await Eventually.Holds("readiness", async () => (await installation.Missing()).Length == 0, TimeSpan.FromSeconds(60));
        var device = (await tenant.Admin.Get("/api/devices")).Expect(200).Json["items"]!.AsArray().Single()!;
        var logIn = (string)JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(installation.File("sensor"), "identity.json"), Stop))!["messaging"]!["jwt"]!;
        (await LetsIn(logIn, (string)device["id"]!)).ShouldBeTrue();
        (await tenant.Admin.Delete($"/api/devices/{device["id"]}")).Expect(204);
        await Eventually.Holds("the removed device to be refused", async () => !await LetsIn(logIn, (string)device["id"]!), TimeSpan.FromSeconds(30));
        await Again(loseMemory: true);
        await Eventually.Holds("the server to be back", async () => (await installation.Missing()).Length == 0, TimeSpan.FromSeconds(60));
        await Eventually.Holds("the removed device to be refused", async () => !await LetsIn(logIn, (string)device["id"]!), TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task When_the_accounts_key_has_leaked_sensors_fetch_other_log_ins_by_themselves_within_seconds()
    {
        await using var installation = await Installation.Start(ownNats: Begin);
        var tenant = await TestTenant.Register(installation.Address);
        await using var sensor = await Sensor.Enrol(installation, tenant, await tenant.NewGroup());
        await Eventually.Holds("the sensor to report over it", () => Task.FromResult(sensor.Text.Contains("Sending over NATS", StringComparison.Ordinal)), TimeSpan.FromSeconds(60));
        var before = await Signer(installation, "ACCOUNT_SIGNING");

        var rotating = installation.Admin("broker", "rotate", "account", "--now");
        await Eventually.Holds("the sensor to be cut off", () => Task.FromResult(sensor.Text.Contains("Authorization", StringComparison.OrdinalIgnoreCase) || sensor.Text.Contains("New log-in for NATS", StringComparison.Ordinal)), TimeSpan.FromSeconds(60));
        var began = Stopwatch.GetTimestamp();
        await Eventually.Holds("the sensor to have another log-in", () => Task.FromResult(sensor.Text.Contains("New log-in for NATS", StringComparison.Ordinal)), TimeSpan.FromSeconds(60));
        var away = Stopwatch.GetElapsedTime(began);
        ((bool)(await rotating)["isDone"]!).ShouldBeTrue();
        TestContext.Current.TestOutputHelper!.WriteLine($"another log-in after {away.TotalMilliseconds:0} ms");
        away.ShouldBeLessThan(TimeSpan.FromSeconds(20));
        (await Keys(installation)).Single(k => k.Key == before).State.ShouldBe("RETIRED");
        await Eventually.Holds("the device to be online", async () => (await tenant.Admin.Get("/api/devices")).Expect(200).Json["items"]!.AsArray().Any(d => (string?)d!["status"] == "ONLINE"), TimeSpan.FromSeconds(60));
    }

    public async ValueTask DisposeAsync()
    {
        if (nats is not null)
        {
            await nats.DisposeAsync();
        }
    }

    // As the guide says: write the files, fill in what is the machine's own, start.
    private async Task<string> Begin(Installation installation)
    {
        folder = installation.File("own-nats");
        await Write(installation);
        var example = Path.Combine(folder, BrokerFiles.ExampleFile);
        await File.WriteAllTextAsync(example, (await File.ReadAllTextAsync(example))
            .Replace("0.0.0.0:4222", $"127.0.0.1:{port}", StringComparison.Ordinal)
            .Replace("/var/lib/nats", folder, StringComparison.Ordinal));
        await Up();
        return $"nats://127.0.0.1:{port}";
    }

    private Task<JsonNode> Write(Installation installation) => installation.Admin("broker", "init", "--out", folder);

    private async Task Again(bool loseMemory)
    {
        nats!.Kill();
        await nats.Ended(TimeSpan.FromSeconds(30));
        await nats.DisposeAsync();
        if (loseMemory)
        {
            Directory.Delete(Path.Combine(folder, "accounts"), recursive: true);
        }

        await Up();
    }

    private async Task Up()
    {
        nats = RunningProgram.Start("nats-server", ["-c", Path.Combine(folder, BrokerFiles.ExampleFile)]);
        await Eventually.Holds($"nats-server; it said {nats.Text}", async () =>
        {
            nats.HasEnded.ShouldBeFalse(nats.Text);
            using var probe = new TcpClient();
            try
            {
                await probe.ConnectAsync(IPAddress.Loopback, port);
                return true;
            }
            catch (SocketException)
            {
                return false;
            }
        });
    }

    private async Task<bool> LetsIn(string jwt, string device)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port);
        await using var stream = client.GetStream();
        using var reader = new StreamReader(stream);
        _ = await reader.ReadLineAsync();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"CONNECT {{\"verbose\":true,\"jwt\":\"{jwt}\",\"name\":\"{device}\"}}\r\n"));
        return await reader.ReadLineAsync() == "+OK";
    }

    // As 'admin broker keys' has it, without a process for each look.
    private static async Task<List<(string Kind, string Key, string State)>> Keys(Installation installation)
    {
        await using var source = NpgsqlDataSource.Create(installation.Database);
        await using var command = source.CreateCommand("select kind, public_key, state from control.broker_key");
        await using var reader = await command.ExecuteReaderAsync(Stop);
        List<(string, string, string)> found = [];
        while (await reader.ReadAsync(Stop))
        {
            found.Add((reader.GetString(0), reader.GetString(1), reader.GetString(2)));
        }

        return found;
    }

    private static async Task<string> Signer(Installation installation, string kind) => (await Keys(installation)).Single(k => k.Kind == kind && k.State == "CURRENT").Key;
}
