using System.Diagnostics;
using Holdfast.Tests.Harness;

namespace Holdfast.Tests.System.Architecture;

/// <summary>A reference across a boundary stops the build, with a sentence that says what to do instead.</summary>
public sealed class BoundaryTests
{
    private const string Rules = "eng/boundaries.targets";

    [Theory]
    [InlineData("src/Platform/Kernel", "src/Modules/Access/Access.csproj", "Platform knows no module: put a port into Platform/Modularity and implement it in the module.")]
    [InlineData("src/Modules/Tickets", "src/Connectors/Grafana/Grafana.csproj", "A module does not know connectors: use the connector interface in Integrations/Contracts.")]
    [InlineData("src/Modules/Tickets", "src/Hosts/Server/Server.csproj", "A module does not know hosts: take what you need as options or as a port.")]
    [InlineData("src/Modules/Access", "src/Modules/Tickets/Tickets.csproj", "Access stands below Tickets (")]
    [InlineData("src/Connectors/Grafana", "src/Modules/Fleet/Fleet.csproj", "A connector sees Platform and Integrations/Contracts only.")]
    [InlineData("src/Hosts/Sensor", "src/Platform/Data/Data.csproj", "The sensor runs on clients' machines: it sees Fleet/Protocol and the messaging client, nothing of the server.")]
    public async Task A_reference_across_a_boundary_stops_the_build(string from, string to, string sentence)
    {
        var output = await Build(from, to);
        output.ShouldContain("error HF0001");
        output.ShouldContain($"{from} may not reference {to}. {sentence}");
    }

    [Theory]
    [InlineData("src/Modules/Tickets", "src/Modules/Access/Access.csproj")]
    [InlineData("src/Connectors/Grafana", "src/Modules/Integrations/Integrations.csproj")]
    [InlineData("src/Hosts/Sensor", "src/Modules/Fleet/Protocol/Protocol.csproj")]
    public async Task A_reference_downwards_is_fine(string from, string to) => (await Build(from, to)).ShouldNotContain("error");

    [Fact]
    public void Every_project_is_under_the_rules()
    {
        File.ReadAllText(Repository.At("Directory.Build.targets")).ShouldContain(Rules);
        Repository.Files("src", "Directory.Build.*").ShouldBeEmpty();
    }

    // A tree of its own with the repository's rules and one project in it: the rule looks at paths, so nothing else has to be there.
    private static async Task<string> Build(string from, string to)
    {
        var root = TestEngines.NewDirectory("boundary");
        try
        {
            var folder = Directory.CreateDirectory(Path.Combine(root, from)).FullName;
            var target = Path.Combine(root, to);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            await File.WriteAllTextAsync(target, "<Project />");
            var project = Path.Combine(folder, "Trespasser.proj");
            await File.WriteAllTextAsync(project, $"""
                <Project DefaultTargets="HoldfastBoundaries">
                  <PropertyGroup>
                    <HoldfastRoot>{root}/</HoldfastRoot>
                    <HoldfastPath>{from}</HoldfastPath>
                    <HoldfastKind>src</HoldfastKind>
                  </PropertyGroup>
                  <ItemGroup><ProjectReference Include="{target}" /></ItemGroup>
                  <Import Project="{Repository.At(Rules)}" />
                </Project>
                """);
            using var build = Process.Start(new ProcessStartInfo("dotnet", ["msbuild", project, "-nologo", "-nodeReuse:false", "-verbosity:minimal"]) { RedirectStandardOutput = true, WorkingDirectory = root })!;
            var output = await build.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await build.WaitForExitAsync(TestContext.Current.CancellationToken);
            return output;
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }
}
