using System.Diagnostics;
using Holdfast.Tests.Harness;

namespace Holdfast.Tests.System.Serving;

/// <summary><c>holdfast serve</c> with nothing configured: a PostgreSQL and a nats-server of its own, which it looks after and takes with it.</summary>
public sealed class PrivateEnginesTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task It_brings_its_engines_back_keeps_its_data_and_stops_what_it_started()
    {
        var data = TestEngines.NewDirectory("private");
        var port = Installation.FreePort();
        var address = new Uri($"http://127.0.0.1:{port}");
        var environment = new Dictionary<string, string> { ["DATABASE_URL"] = "", ["NATS_URL"] = "" };
        string[] serve = ["serve", "--data", data, "--port", $"{port}"];
        await using var other = await Installation.Start();
        try
        {
            TestTenant tenant;
            int[] engines;
            await using (var server = RunningProgram.Start("holdfast.dll", serve, environment))
            {
                await Installation.IsReady(address, server, 120);
                await Eventually.Holds("the first words", () => Task.FromResult(server.Text.Contains($"Holdfast is ready: {address.ToString().TrimEnd('/')}", StringComparison.Ordinal)));
                tenant = await TestTenant.Register(address);
                var metrics = (await tenant.Admin.Get("/metrics")).Body;
                metrics.ShouldContain("db_client_");
                metrics.ShouldNotContain("Host=");
                metrics.ShouldNotContain("holdfast_owner");
                await ASecondOneIsToldSo(data, environment);
                await TheOperatorRecovers(tenant, data, environment);

                await ComesBack(server, tenant, () => Postmaster(data), "PostgreSQL");
                await ComesBack(server, tenant, () => Working("nats-server", Path.Combine(data, "nats")), "NATS");

                engines = [Postmaster(data), Working("nats-server", Path.Combine(data, "nats"))];
                (await server.Terminate(Long)).Code.ShouldBe(0, server.Text);
            }

            engines.ShouldAllBe(id => !Directory.Exists($"/proc/{id}"));
            (await other.Missing()).ShouldBeEmpty();
            await TheOperatorRecovers(tenant, data, environment);

            await using var again = RunningProgram.Start("holdfast.dll", serve, environment);
            await Installation.IsReady(address, again, 60);
            (await tenant.Admin.Get("/api/auth/me")).Expect(200);
            (await new ApiClient(address, null).Post("/api/auth/login", new { email = tenant.Email, password = TestTenant.Password })).Expect(200);
            await Ends(again.Interrupt, again, data, other);

            await using var shown = RunningProgram.StartOnTerminal("holdfast.dll", serve, environment);
            await Installation.IsReady(address, shown, 60);
            await Ends(shown.PressCtrlC, shown, data, other);
            shown.Text.ShouldContain("Stopped");
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    // In peace: it stopped its engines, and did not lose them to the signal that was meant for it.
    private static async Task Ends(Func<TimeSpan, Task<(int Code, TimeSpan Took)>> stop, RunningProgram server, string data, Installation other)
    {
        int[] engines = [Postmaster(data), Working("nats-server", Path.Combine(data, "nats"))];
        engines.ShouldAllBe(id => Directory.Exists($"/proc/{id}"));
        (await stop(Long)).Code.ShouldBe(0, server.Text);
        engines.ShouldAllBe(id => !Directory.Exists($"/proc/{id}"));
        server.Text.ShouldNotContain("ended unexpectedly");
        (await other.Missing()).ShouldBeEmpty();
    }

    private static async Task ASecondOneIsToldSo(string data, Dictionary<string, string> environment)
    {
        await using var second = RunningProgram.Start("holdfast.dll", ["serve", "--data", data, "--port", $"{Installation.FreePort()}"], environment);
        (await second.Ended(Long)).ShouldBe(1);
        second.Text.ShouldContain($"holdfast: Another Holdfast is running on {data}");
    }

    // Beside the running server, and without it on an engine that is started for that and stopped after.
    private static async Task TheOperatorRecovers(TestTenant tenant, string data, Dictionary<string, string> environment)
    {
        var (code, output) = await RunningProgram.Run("holdfast.dll", ["admin", "recover", tenant.Email, "--data", data], environment);
        code.ShouldBe(0, output);
        output.ShouldContain("hfp_");
    }

    private static async Task ComesBack(RunningProgram server, TestTenant tenant, Func<int> process, string name)
    {
        var before = process();
        Signal(before, "KILL");
        await Eventually.Holds($"the loss of {name} to be reported", () => Task.FromResult(server.Text.Contains($"{name} ended unexpectedly", StringComparison.Ordinal)), Long);
        await Eventually.Holds(
            $"{name} to be back",
            async () => (await tenant.Admin.Get("/health/ready")).Status == 200 && process() is > 0 and var now && now != before && (await tenant.Admin.Get("/api/auth/me")).Status == 200,
            Long);
    }

    private static int Postmaster(string data) =>
        File.Exists(Path.Combine(data, "postgres", "data", "postmaster.pid")) && int.TryParse(File.ReadLines(Path.Combine(data, "postgres", "data", "postmaster.pid")).First(), out var id) ? id : 0;

    private static int Working(string program, string directory) => Process.GetProcessesByName(program)
        .Select(p => p.Id).FirstOrDefault(id => new FileInfo($"/proc/{id}/cwd").LinkTarget == directory);

    private static void Signal(int process, string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{process}"]);
        kill.WaitForExit();
    }
}
