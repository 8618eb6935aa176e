using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Holdfast.Platform.Modularity.Events;

/// <summary>Adds periodic work of the platform itself; a module's stands in its description.</summary>
public static class PlatformReconcilers
{
    /// <summary>Adds one, under the name <c>platform.name</c>.</summary>
    public static IServiceCollection AddReconciler<T>(this IServiceCollection services, string name, TimeSpan every) where T : class, IReconciler =>
        services.AddScoped<T>().AddSingleton(new ReconcilerPart($"platform.{name}", typeof(T), every));
}

/// <summary>Runs the reconcilers, each at its interval and under a lease, so that of many workers one does it.</summary>
public sealed class ReconcilerRunner(
    IServiceProvider services, IReadOnlyList<ModuleManifest> modules, IEnumerable<ReconcilerPart> ofPlatform, TimeProvider time, ILogger<ReconcilerRunner> logger) : BackgroundService
{
    private readonly Guid holder = Id.NewGuid(time);

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(modules.SelectMany(m => m.Reconcilers).Concat(ofPlatform).Select(r => Loop(r, stoppingToken)));

    private async Task Loop(ReconcilerPart part, CancellationToken ct)
    {
        using var timer = new PeriodicTimer(part.Every, time);
        try
        {
            do
            {
                await Turn(part, ct);
            }
            while (await timer.WaitForNextTickAsync(ct));
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Stopping.
        }
    }

    private async Task Turn(ReconcilerPart part, CancellationToken ct)
    {
        try
        {
            await using var scope = services.OpenOp(OpContext.OfSystem(default, part.Name, Id.NewGuid(time).ToString("N")));
            if (await Lease(scope.ServiceProvider.GetRequiredService<ControlSession>(), part, ct))
            {
                await ((IReconciler)scope.ServiceProvider.GetRequiredService(part.Type)).Reconcile(ct);
            }
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            EventLog.ReconcilerFailed(logger, e, part.Name);
        }
    }

    private async Task<bool> Lease(ControlSession control, ReconcilerPart part, CancellationToken ct)
    {
        await using var change = control.Change();
        var won = await change.Query(
            $"""
            insert into lease (name, holder, until) values ({part.Name}, {holder}, now() + {part.Every * 3})
            on conflict (name) do update set holder = excluded.holder, until = excluded.until
             where lease.holder = excluded.holder or lease.until < now()
            returning holder
            """,
            row => row.GetGuid(0),
            ct);
        await change.Commit(ct);
        return won.Count > 0;
    }
}
