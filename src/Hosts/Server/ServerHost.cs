using System.Security.Cryptography;
using Holdfast.Connectors.CortexXdr;
using Holdfast.Connectors.Grafana;
using Holdfast.Connectors.Meraki;
using Holdfast.Connectors.PaloAlto;
using Holdfast.Connectors.Rmm;
using Holdfast.Connectors.Splunk;
using Holdfast.Connectors.Wazuh;
using Holdfast.Connectors.Webhook;
using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Platform.Data;
using Holdfast.Platform.Data.Migrations;
using Holdfast.Platform.Data.Placement;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Events;
using Holdfast.Platform.Modularity.Flags;
using Holdfast.Platform.Modularity.Operations;
using Holdfast.Platform.Modularity.Quotas;
using Holdfast.Platform.Modularity.Refusals;
using Holdfast.Platform.Modularity.Work;
using Holdfast.Platform.Outbound;
using Holdfast.Platform.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Holdfast.Hosts.Server;

/// <summary>One process of Holdfast: engines, schema, modules, HTTP. Two of them can live in one operating-system process.</summary>
public sealed class ServerHost : IAsyncDisposable
{
    private readonly Engines engines;
    private readonly DatabasePools pools;

    private ServerHost(Engines engines, DatabasePools pools, WebApplication application) =>
        (this.engines, this.pools, Application) = (engines, pools, application);

    /// <summary>What it was built with.</summary>
    internal IConfiguration Configuration => Application.Configuration;

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
        configuration = SettingRules.Derive(configuration);
        var options = configuration.GetSection("Holdfast:Server").Get<ServerOptions>() ?? new ServerOptions();
        var started = await Engines.Start(options, loggers, time, ct);
        if (!started.Succeeded)
        {
            return started.Problem;
        }

        var engines = started.Value;
        DatabasePools pools;
        try
        {
            pools = new DatabasePools(engines, options, time);
        }
        catch
        {
            await engines.DisposeAsync();
            throw;
        }

        var database = pools.Database;
        var check = new DatabaseCheck(modules, loggers, time);
        ServerHost? host = null;
        try
        {
            if ((await check.Prepare(database, ct) ?? await LostKeyFile(database, configuration["Holdfast:Vault:KeyFile"], ct)) is { } problem)
            {
                await Release(pools, engines);
                return problem;
            }

            host = new ServerHost(engines, pools, Compose(configuration, options, engines, new PlacedStores(database, pools.Others), check, modules, loggers, time, parts));
            if (await host.StartBroker(options, loggers, time, ct) is { } missing)
            {
                await host.DisposeAsync();
                return missing;
            }

            return host;
        }
        catch
        {
            // With what was composed go pools and engines too.
            await (host?.DisposeAsync().AsTask() ?? Release(pools, engines));
            throw;
        }
    }

    /// <summary>Applies the migrations of all modules and answers how many that were.</summary>
    public static async Task<int> Migrate(
        string ownerUrl, string applicationRole, bool onlyTenants, IReadOnlyList<ModuleManifest> modules, ILoggerFactory loggers, TimeProvider time, CancellationToken ct)
    {
        await using var owner = DatabaseUrl.Owner(ownerUrl);
        (string, StoreKind)[] first = onlyTenants
            ? [(Store.WorkSchema, StoreKind.Work)]
            : [("control", StoreKind.Control), (Store.WorkSchema, StoreKind.Work), (SharedStores.Schema, StoreKind.Tenant)];
        return await new DatabaseCheck(modules, loggers, time).Migrate(
            ownerUrl, applicationRole, [.. first, .. (await DatabaseCheck.OwnSchemas(owner, ct)).Select(s => (s, StoreKind.Tenant))], ct);
    }

    /// <summary>Stops what was started, engines last.</summary>
    public async ValueTask DisposeAsync()
    {
        await Application.DisposeAsync();
        await Release(pools, engines);
    }

    private async Task<Problem?> StartBroker(ServerOptions options, ILoggerFactory loggers, TimeProvider time, CancellationToken ct)
    {
        var keys = Application.Services.GetRequiredService<IBrokerKeys>();
        try
        {
            await keys.Open(NatsIdentity.Read(options.NatsIdentityFile.Length > 0 ? options.NatsIdentityFile : Path.Combine(options.DataDirectory, "nats-identity.json")), ct);
        }
        catch (CryptographicException e)
        {
            return ServerProblems.OtherKeyFile(Configuration["Holdfast:Vault:KeyFile"] ?? "", e.Message);
        }

        return options.NatsUrl.Length > 0 ? null : await engines.StartBroker(options, await keys.Papers(ct), loggers, time, ct);
    }

    private static async Task Release(DatabasePools pools, Engines engines)
    {
        await pools.DisposeAsync();
        await engines.DisposeAsync();
    }

    // A new key would be made in silence, and nothing that was sealed under the old one could be opened.
    internal static async Task<Problem?> LostKeyFile(Database database, string? keyFile, CancellationToken ct)
    {
        if (keyFile is null || File.Exists(keyFile))
        {
            return null;
        }

        await using var command = database.Probe.CreateCommand("select exists (select 1 from control.signing_key) or exists (select 1 from control.broker_key)");
        return await command.ExecuteScalarAsync(ct) is true
            ? ServerProblems.KeyFileLost(keyFile)
            : null;
    }

    internal static WebApplication Compose(
        IConfiguration configuration, ServerOptions options, Engines engines, PlacedStores stores, DatabaseCheck check, IReadOnlyList<ModuleManifest> modules, ILoggerFactory loggers, TimeProvider time,
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
        services.AddSingleton(time).AddSingleton(modules).AddSingleton(stores.Control.Database).AddSingleton(check).AddSingleton<IStoreSchemas>(check).AddSingleton(engines);
        services.Configure<HostOptions>(host => host.ShutdownTimeout = options.DrainTime);
        services.Configure<Microsoft.AspNetCore.Routing.RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(json => WireJson.Apply(json.SerializerOptions));
        AddSection<HttpOptions>(services, configuration, "Http");
        AddSection<EventOptions>(services, configuration, "Events");
        AddSection<WorkOptions>(services, configuration, "Work");
        AddSection<RefusalOptions>(services, configuration, "Refusals");
        AddSection<TelemetryOptions>(services, configuration, "Telemetry");
        AddSection<ServerOptions>(services, configuration, "Server");
        services.AddSingleton<IStores>(_ => stores);
        services.AddHostedService<DatabaseKeeper>();

        // What is hosted stops in reverse: the broker goes after the work that needs it.
        NatsBroker.Add(services, options, engines, loggers, time);
        services.AddSingleton(s => EventRoutesOf(s.GetRequiredService<IReadOnlyList<ModuleManifest>>()));
        services.AddSingleton<ICommitContributor, EventWriter>();
        services.AddSingleton<WorkSignals>().AddHostedService<WorkRunner>();
        services.AddSingleton<RefusalLog>().AddHostedService<WriteRefusals>();
        services.AddSingleton<EventBus>().AddSingleton<ICommitListener>(s => s.GetRequiredService<EventBus>());
        services.AddSingleton<CommitPipeline>();
        services.AddScoped<OpScope>().AddScoped(s => s.GetRequiredService<OpScope>().Current);
        services.AddScoped<TenantSession>().AddScoped<ControlSession>().AddScoped<ScopeTree>();
        services.AddSingleton<RateLimits>().AddSingleton<IOperationRates>(s => s.GetRequiredService<RateLimits>()).AddSingleton<KeptAnswers>().AddSingleton<Idempotency>();
        services.AddSingleton<OperationTable>().AddSingleton<OperationRunner>().AddSingleton<ActingTenant>().AddSingleton<EventAudience>().AddSingleton<QuotaTable>().AddSingleton<Quotas>().AddSingleton<FlagTable>();
        services.AddSingleton<ApiCalls>().AddHostedService<WriteApiCalls>();
        services.AddSingleton<LiveStreams>().AddSingleton<OperatorAccess>();
        services.AddHoldfastTelemetry().AddHoldfastOpenApi();
        services.AddHoldfastOutbound(configuration);
        CortexXdrConnector.AddTo(services);
        GrafanaConnector.AddTo(services);
        MerakiConnector.AddTo(services);
        PaloAltoConnector.AddTo(services);
        RmmConnector.AddTo(services);
        SplunkConnector.AddTo(services);
        WazuhConnector.AddTo(services);
        WebhookConnector.AddTo(services);
        foreach (var module in modules)
        {
            foreach (var register in module.Registrations)
            {
                register(services, configuration, options.Roles);
            }
        }

        if (options.Roles.HasFlag(Roles.Worker))
        {
            services.AddWork<RunReactions>("run_reactions").AddWork<RunReconcilers>("run_reconcilers").AddWork<CarryOutbox>("carry_outbox").AddWork<PruneEvents>("prune_events");
            services.AddReconciler<PruneIdempotency>("prune_idempotency", TimeSpan.FromHours(1));
            services.AddReconciler<PruneRefusals>("prune_refusals", TimeSpan.FromHours(1));
        }

        parts(services);
        var application = builder.Build();
        HttpPipeline.Use(application, options, modules);
        return application;
    }

    private static EventRoutes EventRoutesOf(IReadOnlyList<ModuleManifest> modules)
    {
        var handlers = modules.SelectMany(m => m.Handlers).ToList();
        return new EventRoutes(
            modules.SelectMany(m => m.Publishes).Select(e => e.Name).Distinct().ToDictionary(
                name => name, name => handlers.Where(h => h.EventName == name).Select(h => h.Handler).Distinct().ToArray(), StringComparer.Ordinal),
            [.. handlers.Where(h => h.EventName is null).Select(h => h.Handler).Distinct()]);
    }

    private static void AddSection<T>(IServiceCollection services, IConfiguration configuration, string name) where T : class =>
        services.AddOptions<T>().Bind(configuration.GetSection($"Holdfast:{name}"), b => b.ErrorOnUnknownConfiguration = true).ValidateDataAnnotations().ValidateOnStart();
}
