using System.Security.Cryptography;
using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Platform.Data.Placement;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity.Refusals;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Holdfast.Hosts.Server;

/// <summary>
/// The server's parts without its HTTP and its background work, for what the operator does on the server's own machine: with the server's
/// configuration, on its database, beside a running server or without one.
/// </summary>
public sealed class OperatorHost : IAsyncDisposable
{
    private readonly Engines engines;
    private readonly DatabasePools pools;
    private readonly WebApplication parts;

    private OperatorHost(Engines engines, DatabasePools pools, WebApplication parts) => (this.engines, this.pools, this.parts) = (engines, pools, parts);

    /// <summary>What may be done about accounts.</summary>
    public IOperatorAccounts Accounts => parts.Services.GetRequiredService<IOperatorAccounts>();

    /// <summary>Who has the platform's own role.</summary>
    public IOperatorSuperAdmins SuperAdmins => parts.Services.GetRequiredService<IOperatorSuperAdmins>();

    /// <summary>What may be done about plans and tenants.</summary>
    public IOperatorTenants Tenants => parts.Services.GetRequiredService<IOperatorTenants>();

    /// <summary>What may be done about the broker's keys.</summary>
    public IBrokerKeys BrokerKeys => parts.Services.GetRequiredService<IBrokerKeys>();

    /// <summary>The platform's own log.</summary>
    public RefusalLog Refusals => parts.Services.GetRequiredService<RefusalLog>();

    /// <summary>Finds the database, or starts a private one that is not running.</summary>
    /// <returns>A problem with words for the operator when it is not there or not what this program needs.</returns>
    public static async Task<Result<OperatorHost>> Open(IConfiguration configuration, ILoggerFactory loggers, TimeProvider time, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var options = configuration.GetSection("Holdfast:Server").Get<ServerOptions>() ?? new ServerOptions();
        var found = await Engines.OfDatabase(options, loggers, time, ct);
        if (!found.Succeeded)
        {
            return found.Problem;
        }

        var (engines, modules) = (found.Value, HoldfastModules.All());
        var pools = default(DatabasePools);
        var opened = default(OperatorHost);
        try
        {
            pools = new DatabasePools(engines, options, time);
            var database = pools.Database;
            if (await SchemaCheck.WhatIsMissing(database, database.Layout, modules, ct) is { } missing)
            {
                return ServerProblems.SchemaBehind(missing);
            }

            opened = new OperatorHost(
                engines,
                pools,
                ServerHost.Compose(SettingRules.Derive(configuration), options, engines, new PlacedStores(database, pools.Others), new DatabaseCheck(modules, loggers, time), modules, loggers, time, _ => { }));
            return opened;
        }
        finally
        {
            if (opened is null)
            {
                await (pools?.DisposeAsync() ?? ValueTask.CompletedTask);
                await engines.DisposeAsync();
            }
        }
    }

    /// <summary>Has another key of the broker sign.</summary>
    public async Task<Result<Done>> RotateBrokerKey(BrokerRotationOf which, bool isLeaked, CancellationToken ct)
    {
        if ((await BrokerKeys.List(withRetired: false, ct)).Length == 0)
        {
            return ServerProblems.NoBrokerKeys;
        }

        return await WithKeyFile(async () =>
        {
            await BrokerKeys.Rotate(which, isLeaked, ct);
            return Done.Value;
        }, ct);
    }

    /// <summary>What a broker elsewhere is configured with; makes the keys where there are none.</summary>
    public Task<Result<BrokerPapers>> MakeBrokerPapers(CancellationToken ct) => WithKeyFile(async () =>
    {
        await BrokerKeys.Open(null, ct);
        return await BrokerKeys.Papers(ct);
    }, ct);

    // What is sealed here has to be opened by the servers.
    private async Task<Result<T>> WithKeyFile<T>(Func<Task<T>> act, CancellationToken ct)
    {
        if (await ServerHost.LostKeyFile(pools.Database, parts.Configuration["Holdfast:Vault:KeyFile"], ct) is { } lost)
        {
            return lost;
        }

        try
        {
            return await act();
        }
        catch (CryptographicException e)
        {
            return ServerProblems.OtherKeyFile(parts.Configuration["Holdfast:Vault:KeyFile"]!, e.Message);
        }
    }

    /// <summary>Lets go of the database, and stops a private one that was started for this.</summary>
    public async ValueTask DisposeAsync()
    {
        await parts.DisposeAsync();
        await pools.DisposeAsync();
        await engines.DisposeAsync();
    }
}
