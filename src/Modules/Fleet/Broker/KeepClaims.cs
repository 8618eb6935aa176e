using System.Data.Common;
using System.Security.Cryptography;
using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Messaging;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Events;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Holdfast.Modules.Fleet.Broker;

/// <summary>
/// In every process: takes the keys into memory as they change, and tells the broker what it is to know. The process that has committed something does so at once; whatever process
/// is there does within half a second, should that one be unable to. When the broker comes up it is told all, for it may have forgotten.
/// </summary>
internal sealed class KeepClaims(
    BrokerKeys keys, BrokerWake wake, IBroker broker, ITenantStates states, EventBus bus, IServiceProvider services, TimeProvider time, ILogger<KeepClaims> logger) : BackgroundService
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan UnheardOf = TimeSpan.FromSeconds(5);
    private static readonly string Removed = NameOf<DeviceRemoved>();
    private static readonly string Suspended = NameOf<TenantSuspended>();
    private long triedAt = time.GetTimestamp();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        broker.CameUp += wake.AskForAll;
        states.Changed += wake.AskForAll;
        using var listening = bus.Listen(Hear);
        var pause = Poll;
        try
        {
            while (true)
            {
                pause = await Try(stoppingToken) ? Poll : pause * 2 < LongestPause ? pause * 2 : LongestPause;
                await wake.Wait(pause, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping.
        }
        finally
        {
            broker.CameUp -= wake.AskForAll;
            states.Changed -= wake.AskForAll;
        }
    }

    // What another process has committed, and may not have been able to tell.
    private void Hear(EventSignal signal)
    {
        if (signal.Name == Removed)
        {
            wake.Ask();
        }
        else if (signal.Name == Suspended)
        {
            wake.AskForAll();
        }
    }

    private async Task<bool> Try(CancellationToken ct)
    {
        var all = wake.TakeForced();
        try
        {
            await Turn(all, ct);
            return true;
        }
        catch (Exception e) when (e is NatsException or DbException or DatabaseAwayException or CryptographicException or IOException or UnauthorizedAccessException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            // The keys of before go on holding: also where one was sealed by a line that this process's key file has not got yet, and where the disk is full on which a private
            // broker's next start is kept.
            logger.ClaimsNotPushed(e.Message);
            if (all)
            {
                wake.AskForAllLater();
            }

            return false;
        }
    }

    private async Task Turn(bool all, CancellationToken ct)
    {
        await using var scope = services.OpenWork(OpContext.OfSystem(default, "fleet.keep_claims", Id.NewGuid(time).ToString("N")));
        var claims = scope.ServiceProvider.GetRequiredService<BrokerClaims>();
        var standing = await claims.Standing(ct);
        var ring = keys.Ring.Version == standing.Wanted ? keys.Ring : await keys.Load(ct);
        if (!broker.IsUp && time.GetElapsedTime(triedAt) < UnheardOf)
        {
            // Most likely it is away; if it only does not know this process's log-in any more, it hears of it in a moment.
            if (all)
            {
                wake.AskForAllLater();
            }

            return;
        }

        if (all || !broker.IsUp || standing.Pushed < standing.Wanted)
        {
            triedAt = time.GetTimestamp();
            await claims.Push(all || !broker.IsUp, ct);
            standing = await claims.Standing(ct);
        }

        // Another key signs by now, and the broker knows it.
        var signer = ring.Current(BrokerKeyKind.AccountSigning).PublicKey;
        if (standing.Pushed >= ring.Version && keys.LoggedInBy is { } by && by != signer)
        {
            keys.LoggedInBy = signer;
            broker.LogInAgain();
        }
    }

    private static string NameOf<T>() where T : IEvent => T.Name;
}
