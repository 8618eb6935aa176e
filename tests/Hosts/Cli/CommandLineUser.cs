using System.Diagnostics;
using System.Text.Json.Nodes;
using Holdfast.Tests.Harness;

namespace Holdfast.Tests.Hosts.Cli;

/// <summary>How a run of the program ended.</summary>
internal sealed record Ran(int ExitCode, string Out, string Error)
{
    public JsonNode Json => JsonNode.Parse(Out)!;

    /// <summary>Itself, if it ended so.</summary>
    public Ran Expect(int exitCode)
    {
        ExitCode.ShouldBe(exitCode, $"out: {Out}\nerror: {Error}");
        return this;
    }
}

/// <summary>Somebody who runs the built program, with a home of their own.</summary>
internal sealed class CommandLineUser(Uri server) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private readonly string home = Directory.CreateTempSubdirectory("holdfast-cli-").FullName;

    public Uri Server => server;

    public string SessionPath => Path.Combine(home, "holdfast", "session.json");

    public JsonObject Session
    {
        get => JsonNode.Parse(File.ReadAllText(SessionPath))!.AsObject();
        set => File.WriteAllText(SessionPath, value.ToJsonString());
    }

    public string At(string file) => Path.Combine(home, file);

    /// <summary>Runs it against the server.</summary>
    public Task<Ran> Run(params string[] args) => Run(args, null, ("HOLDFAST_SERVER", server.ToString()));

    /// <summary>Runs it with exactly this of Holdfast's environment.</summary>
    public async Task<Ran> Run(string[] args, string? input, params (string Name, string Value)[] variables)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "holdfast.dll"), .. args])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = home,
        };
        foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("HOLDFAST_", StringComparison.Ordinal)).ToArray())
        {
            start.Environment.Remove(name);
        }

        start.Environment["XDG_CONFIG_HOME"] = start.Environment["APPDATA"] = home;
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        if (input is not null)
        {
            await process.StandardInput.WriteAsync(input);
        }

        process.StandardInput.Close();
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var limit = new CancellationTokenSource(Patience);
        await process.WaitForExitAsync(limit.Token);
        return new Ran(process.ExitCode, await output, await error);
    }

    /// <summary>Signs in.</summary>
    public async Task<CommandLineUser> Login(string email)
    {
        (await Run(["login", "--email", email, "--password-stdin"], TestTenant.Password + "\n", ("HOLDFAST_SERVER", server.ToString()))).Expect(0);
        return this;
    }

    /// <summary>A fresh tenant's administrator, signed in.</summary>
    public static async Task<(CommandLineUser User, TestTenant Tenant)> New(TestServer server)
    {
        var tenant = await server.NewTenant();
        return (await new CommandLineUser(await server.Address()).Login(tenant.Email), tenant);
    }

    public void Dispose() => Directory.Delete(home, recursive: true);
}
