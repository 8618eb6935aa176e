using Holdfast.Hosts.Sensor.Identity;
using Holdfast.Hosts.Sensor.Inventory;
using Holdfast.Hosts.Sensor.Sending;
using Holdfast.Modules.Fleet.Protocol;

namespace Holdfast.Hosts.Sensor.Commands;

/// <summary>Makes this machine a device: a key is made here, its public half and a proof go to the server, an identity comes back.</summary>
internal static class EnrollCommand
{
    public static async Task<int> RunAsync(
        DataFolder folder, string server, string token, string? caFile, bool replace, TextWriter output, TextWriter errors, TimeProvider time, CancellationToken ct)
    {
        if (!Uri.TryCreate(server, UriKind.Absolute, out var address) || !SensorApi.IsAllowed(address))
        {
            return await Say(errors, "The server is an https address; http is taken for this machine's own loopback only.", ExitCode.Usage);
        }

        if (caFile is not null && !File.Exists(caFile))
        {
            return await Say(errors, $"There is no file {caFile}.", ExitCode.Usage);
        }

        // The key is made anew behind this, so that it does not matter who could read the folder before.
        folder.Secure();
        using var taken = folder.TryLock();
        if (taken is null)
        {
            return await Say(errors, $"A sensor is running with {folder.Path}: stop it first.", ExitCode.Usage);
        }

        if (SensorIdentity.Load(folder) is { RemovedAt: null } known && !replace)
        {
            return await Say(errors, $"This machine is device {known.DeviceId} at {known.Server} already. --replace gives that identity and its buffer up.", ExitCode.Usage);
        }

        var system = OperatingSystem.IsWindows() ? SystemReader.OfFramework(time) : SystemReader.OfProc(HostRoot.Real, time);
        using var key = DeviceKey.Create();
        using var api = new SensorApi(address, caFile, time);
        var answer = await api.EnrollAsync(
            new(
                token,
                SensorPublicKey.Write(key),
                system.Hostname,
                system.MachineId,
                system.OsName,
                system.OsVersion,
                system.Architecture,
                SensorVersion.Text,
                EnrollmentProof.Write(key, token)),
            ct);
        if (answer is not { Outcome: ApiOutcome.Done, Value: { } device })
        {
            var isRefused = answer.Outcome is ApiOutcome.Refused or ApiOutcome.Removed or ApiOutcome.TooLarge;
            return await Say(errors, $"{(isRefused ? "The server refused" : "The server cannot be reached")}: {answer.Detail}", isRefused ? ExitCode.Refused : ExitCode.Unreachable);
        }

        // The old identity's documents are numbered for another device.
        foreach (var leftover in new[] { folder.IdentityFile, folder.PositionsFile })
        {
            File.Delete(leftover);
        }

        if (Directory.Exists(folder.BufferFolder))
        {
            Directory.Delete(folder.BufferFolder, recursive: true);
        }

        var now = time.GetUtcNow();
        DeviceKey.Save(key, folder.KeyFile);
        new SensorIdentity(
            address, caFile is null ? null : Path.GetFullPath(caFile), device.TenantId, device.DeviceId, device.GroupId, now, device.Messaging, now, null).Save(folder);
        // Once more, with the files in it: on Windows another account may run the sensor than has enrolled it.
        folder.Secure();
        await output.WriteLineAsync($"Enrolled as device {device.DeviceId} of tenant {device.TenantId}.");
        if (now - device.ServerTime is var ahead && ahead.Duration() > SensorLimits.AssertionSkew)
        {
            await errors.WriteLineAsync($"This machine's clock differs from the server's by {(long)ahead.TotalSeconds} s: the server will refuse the sensor until it is set right.");
        }

        return ExitCode.Done;
    }

    private static async Task<int> Say(TextWriter errors, string message, int code)
    {
        await errors.WriteLineAsync(message);
        return code;
    }
}
