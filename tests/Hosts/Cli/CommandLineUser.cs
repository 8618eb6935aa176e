using System.Collections;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Holdfast.Hosts.Cli;
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

/// <summary>Somebody who types commands, with a home of their own. What a command does is run in this process; what the process itself does, in the built program.</summary>
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

    /// <summary>Runs a command against the server.</summary>
    public Task<Ran> Run(params string[] args) => Run(args, null, ("HOLDFAST_SERVER", server.ToString()));

    /// <summary>Runs a command with exactly this of Holdfast's environment.</summary>
    public async Task<Ran> Run(string[] args, string? input, params (string Name, string Value)[] variables)
    {
        var environment = Others().Concat(variables).ToDictionary(v => v.Name, v => v.Value);
        using var output = new StringWriter();
        using var error = new StringWriter();
        var shell = new Shell(new StringReader(input ?? ""), output, error, false, false, Path.GetDirectoryName(SessionPath)!, environment, TimeProvider.System);
        var code = await CommandLine.Run(shell, args).WaitAsync(Patience);
        return new Ran(code, output.ToString(), error.ToString());
    }

    /// <summary>Runs the built program against the server.</summary>
    public Task<Ran> RunProgram(params string[] args) => RunProgram(args, null, ("HOLDFAST_SERVER", server.ToString()));

    /// <summary>Runs the built program with exactly this of Holdfast's environment.</summary>
    public async Task<Ran> RunProgram(string[] args, string? input, params (string Name, string Value)[] variables)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "holdfast.dll"), .. args])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = home,
        };
        start.Environment.Clear();
        foreach (var (name, value) in Others().Concat(variables))
        {
            start.Environment[name] = value;
        }

        start.Environment["XDG_CONFIG_HOME"] = start.Environment["APPDATA"] = home;
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

    // The environment without what is Holdfast's.
    private static IEnumerable<(string Name, string Value)> Others() => Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
        .Select(v => (Name: (string)v.Key, Value: (string?)v.Value ?? "")).Where(v => !v.Name.StartsWith("HOLDFAST_", StringComparison.Ordinal));

    public void Dispose() => Directory.Delete(home, recursive: true);
}
