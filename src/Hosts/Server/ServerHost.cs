using Holdfast.Connectors.Grafana;
using Holdfast.Platform.Data;
using Holdfast.Platform.Data.Migrations;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Events;
using Holdfast.Platform.Outbound;
using Holdfast.Platform.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Holdfast.Hosts.Server;

/// <summary>One process of Holdfast: engines, schema, modules, HTTP. Two of them can live in one operating-system process.</summary>
public sealed class ServerHost : IAsyncDisposable
{
    private readonly Engines engines;
    private readonly NpgsqlDataSource database;

    private ServerHost(Engines engines, NpgsqlDataSource database, WebApplication application) =>
        (this.engines, this.database, Application) = (engines, database, application);

    /// <summary>The web application; not started yet.</summary>
    public WebApplication Application { get; }

    /// <summary>Starts the engines, brings the schema up to date, checks the role and composes the application.</summary>
    /// <returns>A problem with words for the operator when something that is needed is missing or wrong.</returns>
    public static Task<Result<ServerHost>> Build(IConfiguration configuration, ILoggerFactory loggers, TimeProvider time, CancellationToken ct) =>
        Build(configuration, loggers, time, _ => { }, ct);

    /// <summary>The same with parts of the caller's own, added last: tests put doubles of the outside world there.</summary>
    public static async Task<Result<ServerHost>> Build(
        IConfiguration configuration, ILoggerFactory loggers, TimeProvider time, Action<IServiceCollection> parts, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(loggers);
        var modules = HoldfastModules.All();
        if (ModuleManifest.Check(modules).ToArray() is { Length: > 0 } wrong)
        {
            throw new InvalidOperationException(string.Join(Environment.NewLine, wrong));
        }

        SettingRules.Check(configuration, modules);
        var options = configuration.GetSection("Holdfast:Server").Get<ServerOptions>() ?? new ServerOptions();
        var started = await Engines.Start(options, loggers, time, ct);
        if (!started.Succeeded)
        {
            return started.Problem;
        }

        var engines = started.Value;
        var database = DatabaseUrl.Source(engines.DatabaseUrl, options.DatabaseConnections, "holdfast");
        try
        {
            if (await PrepareDatabase(engines, database, configuration["Holdfast:Vault:KeyFile"], modules, loggers, time, ct) is { } problem)
            {
                await database.DisposeAsync();
                await engines.DisposeAsync();
                return problem;
            }

            return new ServerHost(engines, database, Compose(configuration, options, engines, database, modules, loggers, time, parts));
        }
        catch
        {
            await database.DisposeAsync();
            await engines.DisposeAsync();
            throw;
        }
    }

    /// <summary>Applies the migrations of all modules and answers how many that were.</summary>
    public static async Task<int> Migrate(string ownerUrl, string applicationRole, IReadOnlyList<ModuleManifest> modules, ILoggerFactory loggers, TimeProvider time, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(modules);
        ArgumentNullException.ThrowIfNull(loggers);
        await using var owner = DatabaseUrl.Source(ownerUrl, 2, "holdfast-migrate");
        var migrations = SchemaSource.Platform.Concat(modules.SelectMany(m => m.Migrations)).ToList();
        return await new Migrator(owner, applicationRole, time, loggers.CreateLogger<Migrator>()).Migrate(migrations, [SharedStores.Schema], ct);
    }

    /// <summary>Stops what was started, engines last.</summary>
    public async ValueTask DisposeAsync()
    {
        await Application.DisposeAsync();
        await database.DisposeAsync();
        await engines.DisposeAsync();
    }

    private static async Task<Problem?> PrepareDatabase(
        Engines engines, NpgsqlDataSource database, string? keyFile, IReadOnlyList<ModuleManifest> modules, ILoggerFactory loggers, TimeProvider time, CancellationToken ct)
    {
        try
        {
            if (await RoleCheck.WhatIsWrong(database, ct) is { } unfit)
            {
                return new Problem(ProblemKind.Forbidden, "server.unfit_role", unfit);
            }

            if (engines.MigrationUrl.Length > 0)
            {
                await Migrate(engines.MigrationUrl, DatabaseUrl.Parse(engines.DatabaseUrl).Username!, modules, loggers, time, ct);
            }
            else if (await SchemaCheck.WhatIsMissing(database, modules, ct) is { } missing)
            {
                return new Problem(ProblemKind.Conflict, "server.schema_behind", missing);
            }

            return await LostKeyFile(database, keyFile, ct);
        }
        catch (NpgsqlException e) when (e is not PostgresException { SqlState: not "28P01" and not "3D000" })
        {
            return new Problem(ProblemKind.Unavailable, "server.database_unreachable", $"The database cannot be reached: {e.Message}");
        }
    }

    // A new key would be made in silence, and nothing that was sealed under the old one could be opened.
    private static async Task<Problem?> LostKeyFile(NpgsqlDataSource database, string? keyFile, CancellationToken ct)
    {
        if (keyFile is null || File.Exists(keyFile))
        {
            return null;
        }

        await using var command = database.CreateCommand("select exists (select 1 from control.signing_key)");
        return await command.ExecuteScalarAsync(ct) is true
            ? new Problem(ProblemKind.Conflict, "server.key_file_lost", $"The database holds sealed secrets, and the key file {keyFile} is not there. Put it back from its backup.")
            : null;
    }

    private static WebApplication Compose(
        IConfiguration configuration, ServerOptions options, Engines engines, NpgsqlDataSource database, IReadOnlyList<ModuleManifest> modules, ILoggerFactory loggers, TimeProvider time,
        Action<IServiceCollection> parts)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddConfiguration(configuration);
        builder.WebHost.UseKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 64 * 1024;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
            kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(240, TimeSpan.FromSeconds(10));
            kestrel.Limits.MaxConcurrentConnections = 10_000;
            kestrel.Listen(System.Net.IPAddress.Parse(options.Address), options.Port);
        });
        var services = builder.Services;
        services.AddSingleton(loggers).AddLogging();
        services.AddRouting();
        services.AddSingleton(time).AddSingleton(modules).AddSingleton(database).AddSingleton(engines);
        services.Configure<HostOptions>(host => host.ShutdownTimeout = options.DrainTime);
        services.Configure<Microsoft.AspNetCore.Routing.RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(json => WireJson.Apply(json.SerializerOptions));
        AddSection<HttpOptions>(services, configuration, "Http");
        AddSection<EventOptions>(services, configuration, "Events");
        AddSection<TelemetryOptions>(services, configuration, "Telemetry");
        AddSection<ServerOptions>(services, configuration, "Server");
        services.AddSingleton<IStores>(new SharedStores(database));
        services.AddSingleton(new EventRoutes(EventRoutesOf(modules)));
        services.AddSingleton<ICommitContributor, EventWriter>();
        services.AddSingleton<EventBus>().AddSingleton<ICommitListener>(s => s.GetRequiredService<EventBus>());
        services.AddSingleton<CommitPipeline>();
        services.AddScoped<OpScope>().AddScoped(s => s.GetRequiredService<OpScope>().Current);
        services.AddScoped<TenantSession>().AddScoped<ControlSession>();
        services.AddSingleton<RateLimits>().AddSingleton<Idempotency>();
        services.AddHoldfastTelemetry().AddHoldfastOpenApi();
        services.AddHoldfastOutbound(configuration);
        GrafanaConnector.AddTo(services);
        Broker.Add(services, options, engines, loggers, time);
        foreach (var module in modules)
        {
            foreach (var register in module.Registrations)
            {
                register(services, configuration, options.Roles);
            }
        }

        if (options.Roles.HasFlag(Roles.Worker))
        {
            services.AddHostedService<EventRunner>().AddHostedService<ReconcilerRunner>();
            services.AddReconciler<PruneEvents>("prune_events", TimeSpan.FromHours(1)).AddReconciler<PruneIdempotency>("prune_idempotency", TimeSpan.FromHours(1));
        }

        parts(services);
        var application = builder.Build();
        HttpPipeline.Use(application, options, modules);
        return application;
    }

    private static Dictionary<string, string[]> EventRoutesOf(IReadOnlyList<ModuleManifest> modules)
    {
        var everything = modules.SelectMany(m => m.Handlers).Where(h => h.EventName is null).Select(h => h.Handler).ToArray();
        return modules.SelectMany(m => m.Publishes).Distinct().ToDictionary(
            name => name,
            name => modules.SelectMany(m => m.Handlers).Where(h => h.EventName == name).Select(h => h.Handler).Concat(everything).Distinct().ToArray(),
            StringComparer.Ordinal);
    }

    private static void AddSection<T>(IServiceCollection services, IConfiguration configuration, string name) where T : class =>
        services.AddOptions<T>().Bind(configuration.GetSection($"Holdfast:{name}"), b => b.ErrorOnUnknownConfiguration = true).ValidateDataAnnotations().ValidateOnStart();
}
