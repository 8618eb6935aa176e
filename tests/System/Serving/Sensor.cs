using Holdfast.Tests.Harness;

namespace Holdfast.Tests.System.Serving;

/// <summary>The real sensor on this machine, and what a test has it read.</summary>
internal static class Sensor
{
    /// <summary>Enrols and runs it; it watches <c>auth.log</c> in the installation's folder.</summary>
    public static async Task<RunningProgram> Enrol(Installation installation, TestTenant tenant, string group)
    {
        var token = (await tenant.Admin.Post("/api/enrollment-tokens", new { groupId = group, expiresInMinutes = 10, maxUses = 1 })).Expect(201).Text("token");
        var data = installation.File("sensor");
        await File.WriteAllTextAsync(installation.File("auth.log"), "");
        var (code, output) = await RunningProgram.Run("holdfast-sensor.dll", ["enroll", "--server", $"{installation.Address}", "--token", token, "--data", data]);
        code.ShouldBe(0, output);
        return RunningProgram.Start("holdfast-sensor.dll", ["run", "--data", data, "--log-file", installation.File("auth.log")]);
    }

    /// <summary>Failed ssh log-ins, as sshd logs them.</summary>
    public static Task Plant(Installation installation, string address, int count)
    {
        var now = TimeProvider.System.GetLocalNow().ToString("MMM dd HH:mm:ss", global::System.Globalization.CultureInfo.InvariantCulture);
        return File.AppendAllLinesAsync(
            installation.File("auth.log"), Enumerable.Range(0, count).Select(i => $"{now} host sshd[{4000 + i}]: Failed password for root from {address} port {50000 + i} ssh2"));
    }
}
