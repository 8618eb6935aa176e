using System.Security.Cryptography;
using Holdfast.Tests.Harness;

namespace Holdfast.Tests.System.Journeys;

public sealed class PublishedSensorTests
{
    [Theory]
    [InlineData("linux-x64", "holdfast-sensor", new byte[] { 0x7f, (byte)'E', (byte)'L', (byte)'F' })]
    [InlineData("win-x64", "holdfast-sensor.exe", new[] { (byte)'M', (byte)'Z' })]
    public async Task It_is_one_file_for_each_platform_with_its_digest(string platform, string name, byte[] magic)
    {
        var folder = await PublishedSensor.Folder;
        Directory.EnumerateFileSystemEntries(Path.Combine(folder, platform)).Select(Path.GetFileName).ShouldBe([name]);
        var program = await File.ReadAllBytesAsync(Path.Combine(folder, platform, name), TestContext.Current.CancellationToken);
        program.AsSpan(0, magic.Length).ToArray().ShouldBe(magic);
        program.Length.ShouldBeLessThan(32 * 1024 * 1024);
        (await File.ReadAllLinesAsync(Path.Combine(folder, "SHA256SUMS"), TestContext.Current.CancellationToken))
            .ShouldContain($"{Convert.ToHexStringLower(SHA256.HashData(program))}  {platform}/{name}");
    }

    [Fact]
    public async Task It_needs_no_runtime()
    {
        var (code, output) = await RunningProgram.Run(await PublishedSensor.Program(), ["version"], new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin", ["DOTNET_ROOT"] = "/nowhere" });
        code.ShouldBe(0, output);
        Version.TryParse(output.Trim(), out _).ShouldBeTrue(output);
    }
}
