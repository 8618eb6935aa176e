using System.Diagnostics;
using Holdfast.Tests.Harness;

namespace Holdfast.Tests.System.Journeys;

/// <summary>The sensor as devices get it: made by eng/sensor.sh, trimmed, in one file that needs nothing installed.</summary>
internal static class PublishedSensor
{
    private static readonly Lazy<Task<string>> Made = new(Make);

    /// <summary>The folder with one folder for each platform, and SHA256SUMS.</summary>
    public static Task<string> Folder => Made.Value;

    /// <summary>This machine's program.</summary>
    public static async Task<string> Program() => Path.Combine(await Made.Value, "linux-x64", "holdfast-sensor");

    private static async Task<string> Make()
    {
        var folder = Repository.At("artifacts/tests/sensor");
        using var make = Process.Start(new ProcessStartInfo("bash", [Repository.At("eng/sensor.sh"), "--out", folder]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = make.StandardError.ReadToEndAsync();
        var output = await make.StandardOutput.ReadToEndAsync();
        await make.WaitForExitAsync();
        return make.ExitCode == 0 ? folder : throw new InvalidOperationException(output + await errors);
    }
}
