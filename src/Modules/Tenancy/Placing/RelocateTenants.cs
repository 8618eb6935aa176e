using System.Data.Common;
using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Modules.Tenancy.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Data.Placement;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Work;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Holdfast.Modules.Tenancy.Placing;

/// <summary>
/// Moves tenants to other places while they work. How far each has come is written down before the next step begins: whoever finds one that a dead process
/// had undoes it, as long as the tenant is where it was, and goes on with it when it is not.
/// </summary>
internal sealed class RelocateTenants(
    PlacementDb db, IStores stores, IStoreSchemas schemas, CommitPipeline pipeline, IPlatformStatements statements, IServiceProvider services, IOptions<TenancyOptions> options, TimeProvider time,
    ILogger<RelocateTenants> logger) : IWork
{
    private readonly Guid holder = Id.NewGuid(time);

    private TimeSpan Length => options.Value.RelocationLease;

    public WorkPace Pace => new(TimeSpan.FromSeconds(2), 2, WorkPace.ShortGrace, OnlyControl: true);

    public Task<IReadOnlyList<WorkItem>> Find(Database database, WorkQuery wanted, CancellationToken ct) => db.Waiting(wanted, ct);

    public async Task<bool> Do(OpContext op, WorkItem item, CancellationToken ct)
    {
        if (await db.Hold(item.Tenant, item.Id!.Value, holder, Length, ct) is not { } relocation)
        {
            return false;
        }

        try
        {
            if (stores.StoreAt(relocation.From) is not { } from || stores.StoreAt(relocation.To) is not { } to || !TenantRelocator.IsPossible(from, to))
            {
                // Another process may know the owner's connections.
                return false;
            }

            using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(ct);
            await Lease.While(Length, stop => Renew(relocation, cancelled, stop), stop => Move(op, relocation, from, to, cancelled, stop), time, ct);
            return true;
        }
        finally
        {
            await db.Release(relocation.Tenant, relocation.Id, holder);
        }
    }

    // Somebody who cancels it waits for a third of the lease at most.
    private async Task<bool> Renew(Relocation relocation, CancellationTokenSource cancelled, CancellationToken ct)
    {
        // The relocation uses the scope's session; this goes beside it.
        await using var scope = services.OpenWork(OpContext.OfSystem(default, "tenancy.relocate_tenants", Id.NewGuid(time).ToString("N")));
        var held = await scope.ServiceProvider.GetRequiredService<PlacementDb>().Hold(relocation.Tenant, relocation.Id, holder, Length, ct);
        if (held is { IsCancelled: true, IsBeforeSwitch: true })
        {
            await cancelled.CancelAsync();
        }

        return held is not null;
    }

    private async Task Move(OpContext op, Relocation relocation, Store from, Store to, CancellationTokenSource cancelled, CancellationToken stop)
    {
        await using var relocator = new TenantRelocator(from, to, relocation.Tenant, schemas);
        if (relocation.State != RelocationState.Waiting && relocation.IsBeforeSwitch)
        {
            await Undo(relocator, relocation, "The process that moved it has ended.", stop);
            return;
        }

        if (relocation.State != RelocationState.Waiting)
        {
            await Finish(relocator, relocation, stop);
        }
        else if (await Bring(op, relocator, relocation, cancelled, stop) is { } switched)
        {
            await Finish(relocator, switched, stop);
        }
    }

    /// <summary>All up to the moment at which the tenant is there; null when it stays where it was.</summary>
    private async Task<Relocation?> Bring(OpContext op, TenantRelocator relocator, Relocation relocation, CancellationTokenSource cancelled, CancellationToken stop)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancelled.Token, stop);
        var ct = either.Token;
        try
        {
            if (relocation.IsCancelled)
            {
                await Undo(relocator, relocation, null, stop);
                return null;
            }

            relocation = await Write(relocation with { State = RelocationState.Preparing }, ct);
            await relocator.Prepare(ct);
            relocation = await Write(relocation with { State = RelocationState.Copying }, ct);
            await relocator.Copy(async (done, all, rows) => relocation = await Write(relocation with { TablesDone = done, Tables = all, RowsCopied = rows }, ct), ct);
            relocation = await Write(relocation with { State = RelocationState.CatchingUp }, ct);
            relocation = relocation with { RowsAfter = await relocator.CatchUp(ct) };
            relocation = await Write(relocation with { State = RelocationState.Paused, PausedAt = time.GetUtcNow() }, ct);
            relocation = relocation with { RowsAfter = relocation.RowsAfter + await relocator.Pause(ct) };
            await CheckLogs(op, relocation, ct);
            return await Switch(relocation, ct);
        }
        catch (OperationCanceledException) when (cancelled.IsCancellationRequested && !stop.IsCancellationRequested)
        {
            return await GiveUp(relocator, relocation, null, stop);
        }
        catch (Exception e) when (e is PlacementException or DbException or DatabaseAwayException or IOException or InvalidOperationException && !stop.IsCancellationRequested)
        {
            PlacingLog.Failed(logger, e, relocation.Tenant.Value);
            return await GiveUp(relocator, relocation, e is PlacementException ? e.Message : "A database refused or did not answer; the server's log says more.", stop);
        }
    }

    private async Task CheckLogs(OpContext op, Relocation relocation, CancellationToken ct)
    {
        var here = await statements.LogRoot(StoreSession.At(stores.StoreAt(relocation.From)!, op, pipeline), op.Tenant, ct);
        var there = await statements.LogRoot(StoreSession.At(stores.StoreAt(relocation.To)!, op, pipeline), op.Tenant, ct);
        if (here != there)
        {
            throw new PlacementException("The log is not the same on both sides.");
        }
    }

    private async Task<Relocation> Switch(Relocation relocation, CancellationToken ct)
    {
        if (time.GetUtcNow() - relocation.PausedAt > TenantRelocator.PauseHolds)
        {
            throw new PlacementException("The last of it took too long.");
        }

        var switched = relocation with { State = RelocationState.Switched };
        await using var change = db.ChangeAcross();
        await Save(change, switched, ct);
        Placements.Set(change, relocation.Tenant, relocation.To, time.GetUtcNow());
        await change.Commit(ct);
        return switched;
    }

    /// <summary>All after that moment. Done again after any failure, it goes on.</summary>
    private async Task Finish(TenantRelocator relocator, Relocation relocation, CancellationToken ct)
    {
        if (relocation.State == RelocationState.Switched)
        {
            await stores.Refresh(ct);
            // Every process has read by then where the tenant is: whoever reads after the first change reads it.
            await Task.Delay((2 * options.Value.StatePoll) + TimeSpan.FromMilliseconds(100), time, ct);
            await relocator.Open(ct);
            relocation = await Write(relocation with { State = RelocationState.Cleaning, OpenedAt = time.GetUtcNow() }, ct);
        }

        // Who began to read where the tenant was may end.
        await Task.Delay(options.Value.PlacementLinger, time, ct);
        await relocator.Clean(ct);
        await End(relocation with { State = RelocationState.Done, EndedAt = time.GetUtcNow() }, ct);
    }

    // Whether the switch was committed is not always known to who sent it: what is written down says so. Somebody who still writes it holds the row.
    private async Task<Relocation?> GiveUp(TenantRelocator relocator, Relocation relocation, string? error, CancellationToken ct)
    {
        var written = await db.Hold(relocation.Tenant, relocation.Id, holder, Length, ct) ?? throw new PlacementException("Another process has taken this over.");
        if (!written.IsBeforeSwitch)
        {
            return written;
        }

        await Undo(relocator, relocation, error, ct);
        return null;
    }

    private async Task Undo(TenantRelocator relocator, Relocation relocation, string? error, CancellationToken ct)
    {
        await relocator.Undo(ct);
        await End(relocation with { State = error is null ? RelocationState.Cancelled : RelocationState.Failed, Error = error, EndedAt = time.GetUtcNow() }, ct);
    }

    private async Task<Relocation> Write(Relocation relocation, CancellationToken ct)
    {
        await using var change = db.ChangeAcross();
        await Save(change, relocation, ct);
        await change.Commit(ct);
        return relocation;
    }

    private async Task End(Relocation relocation, CancellationToken ct)
    {
        await using var change = db.ChangeAcross();
        await Save(change, relocation, ct);
        PlacingFacts.Tell(change, relocation);
        await change.Commit(ct);
    }

    private async Task Save(Change change, Relocation relocation, CancellationToken ct)
    {
        if (!await PlacementDb.Save(change, relocation, holder, ct))
        {
            throw new PlacementException("Another process has taken this over.");
        }
    }
}
