using Holdfast.Platform.Kernel;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Npgsql;

namespace Holdfast.Hosts.Server;

/// <summary>Runs a server process from start to stop, and speaks to the operator.</summary>
public static partial class Serving
{
    /// <summary>Serves until the token, SIGINT or SIGTERM ends it; then requests under way end first.</summary>
    /// <param name="flags">As <see cref="ServerConfiguration.Flags"/> names them.</param>
    /// <param name="environment">The process's environment.</param>
    /// <param name="ct">Stops it.</param>
    /// <param name="beside">Runs from when the server is ready until it stops: gets its address and data directory.</param>
    /// <returns>An exit code.</returns>
    public static async Task<int> Run(string[] flags, IReadOnlyDictionary<string, string> environment, CancellationToken ct, Func<Uri, string, CancellationToken, Task>? beside = null)
    {
        var configuration = ServerConfiguration.Of(flags, environment);
        using var loggers = Loggers(configuration);
        var logger = loggers.CreateLogger("Holdfast");
        try
        {
            var built = await ServerHost.Build(configuration, loggers, new MicrosecondClock(), ct);
            if (!built.Succeeded)
            {
                await Console.Error.WriteLineAsync($"holdfast: {built.Problem.Detail}");
                return 1;
            }

            await using var host = built.Value;
            await Start(host, ct);
            var address = host.Application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
            Listening(logger, address);
            var announcing = Announce(host, address);
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(ct, host.Application.Lifetime.ApplicationStopping);
            var companion = beside?.Invoke(new Uri(address), configuration["Holdfast:Server:DataDirectory"]!, ending.Token) ?? Task.CompletedTask;
            await host.Application.WaitForShutdownAsync(ct);
            await announcing;
            await companion;
            Stopped(logger);
            return 0;
        }
        catch (IOException e) when (e.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException || e.Message.Contains("already in use", StringComparison.Ordinal))
        {
            var port = configuration["Holdfast:Server:Port"] ?? "5000";
            await Console.Error.WriteLineAsync($"holdfast: port {port} is taken by another program. Stop that one, or choose another port: --port {int.Parse(port) + 1}");
            return 1;
        }
        catch (Microsoft.Extensions.Options.OptionsValidationException e)
        {
            await Console.Error.WriteLineAsync($"holdfast: a setting is wrong: {e.Message}");
            return 2;
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return 0;
        }
        catch (Exception e) when (e is InvalidOperationException or InvalidDataException or FormatException or UnauthorizedAccessException or IOException)
        {
            // What stands in the way of a start is for the operator, in words.
            await Console.Error.WriteLineAsync($"holdfast: {e.Message}");
            return 1;
        }
    }

    /// <summary>Applies migrations and says how many.</summary>
    /// <param name="environment">The process's environment.</param>
    /// <param name="onlyTenants">Whether it is a database for tenants alone, without the control store.</param>
    /// <param name="ct">Stops it.</param>
    public static async Task<int> Migrate(IReadOnlyDictionary<string, string> environment, bool onlyTenants, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(environment);
        if (environment.GetValueOrDefault("DATABASE_MIGRATION_URL") is not { Length: > 0 } owner || environment.GetValueOrDefault("DATABASE_URL") is not { Length: > 0 } application)
        {
            await Console.Error.WriteLineAsync("holdfast: set DATABASE_MIGRATION_URL to the owner's connection and DATABASE_URL to the application role's.");
            return 2;
        }

        using var loggers = Loggers(ServerConfiguration.Of([], environment));
        var applied = await ServerHost.Migrate(owner, DatabaseUrl.Parse(application).Username!, onlyTenants, HoldfastModules.All(), loggers, new MicrosecondClock(), ct);
        Console.WriteLine(applied == 0 ? "The schema is up to date." : $"Applied {applied} migrations.");
        return 0;
    }

    /// <summary>Does or reads what is the operator's on the server's own machine, with the server's configuration.</summary>
    /// <param name="flags">As <see cref="ServerConfiguration.Flags"/> names them.</param>
    /// <param name="environment">The process's environment.</param>
    /// <param name="work">What is done.</param>
    /// <param name="ct">Stops it.</param>
    public static async Task<Result<T>> Administer<T>(
        string[] flags, IReadOnlyDictionary<string, string> environment, Func<OperatorHost, CancellationToken, Task<Result<T>>> work, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(work);
        try
        {
            var opened = await OperatorHost.Open(ServerConfiguration.Of(flags, environment), NullLoggerFactory.Instance, new MicrosecondClock(), ct);
            if (!opened.Succeeded)
            {
                return opened.Problem;
            }

            await using var host = opened.Value;
            return await work(host, ct);
        }
        catch (NpgsqlException e)
        {
            return ServerProblems.DatabaseUnreachable(e.Message);
        }
    }

    // A person at a terminal reads lines; a collector reads JSON.
    private static ILoggerFactory Loggers(IConfiguration configuration) => LoggerFactory.Create(logging =>
    {
        logging.SetMinimumLevel(Enum.TryParse<LogLevel>(configuration["Holdfast:Log:Level"], ignoreCase: true, out var level) ? level : LogLevel.Information);
        logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("System", LogLevel.Warning).AddFilter("Npgsql", LogLevel.Warning);
        // A start that failed is told in words, not as the host's own error with its stack.
        logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        if (Console.IsOutputRedirected)
        {
            // What was written during a request says which, and belongs to its trace.
            logging.Configure(factory => factory.ActivityTrackingOptions = ActivityTrackingOptions.TraceId | ActivityTrackingOptions.SpanId);
            logging.AddJsonConsole(json =>
            {
                json.UseUtcTimestamp = true;
                json.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
                json.IncludeScopes = true;
            });
        }
        else
        {
            logging.AddConsole(console => console.FormatterName = TerminalLines.FormatterName).AddConsoleFormatter<TerminalLines, ConsoleFormatterOptions>();
        }
    });

    private static async Task Announce(ServerHost host, string address)
    {
        var ct = host.Application.Lifetime.ApplicationStopping;
        try
        {
            await BecomeReady(address, ct);
        }
        catch (Exception e) when (e is OperationCanceledException or HttpRequestException)
        {
            // Stopped before it was ready.
            return;
        }

        if (host.Application.Services.GetRequiredService<Microsoft.Extensions.Options.IOptions<ServerOptions>>().Value.Roles.HasFlag(Platform.Modularity.Roles.Api))
        {
            var first = host.Configuration.GetValue<bool>(SettingRules.OpenRegistration)
                ? "open it in a browser and register your company; then Fleet, \"Add a device\"."
                : "'holdfast admin invite' prints an invitation with which a company registers in the browser.";
            await Console.Error.WriteLineAsync($"""

                Holdfast is ready: {address}
                  First: {first}
                  API:   {address}/docs      Health: {address}/health/ready      Stop: Ctrl-C

                """);
        }
    }

    private static async Task Start(ServerHost host, CancellationToken ct)
    {
        var started = false;
        try
        {
            await host.Application.StartAsync(ct);
            started = true;
        }
        finally
        {
            if (!started)
            {
                // The port comes last: by then background work runs, and it may not outlive what it works with.
                await host.Application.StopAsync(CancellationToken.None);
            }
        }
    }

    private static async Task BecomeReady(string address, CancellationToken ct)
    {
        using var client = new HttpClient();
        for (var i = 0; ; i++)
        {
            using var answer = await client.GetAsync(new Uri($"{address}/health/ready"), ct);
            if (answer.IsSuccessStatusCode)
            {
                return;
            }

            if (i == 100)
            {
                await Console.Error.WriteLineAsync($"holdfast: listening on {address}, and waiting for what it needs: {await answer.Content.ReadAsStringAsync(ct)}");
            }

            await Task.Delay(100, ct);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Listening on {Address}")]
    private static partial void Listening(ILogger logger, string address);

    [LoggerMessage(Level = LogLevel.Information, Message = "Stopped")]
    private static partial void Stopped(ILogger logger);
}
