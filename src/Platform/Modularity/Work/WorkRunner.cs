using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Holdfast.Platform.Modularity.Work;

/// <summary>Runs all background work of this process: one loop for each kind and database.</summary>
public sealed class WorkRunner(
    IServiceProvider services, IStores stores, IEnumerable<WorkPart> parts, WorkSignals signals, IOptions<WorkOptions> options, TimeProvider time, ILogger<WorkRunner> logger)
    : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var stopping = stoppingToken.Register(signals.Stop);
        var loops = new List<WorkLoop>();
        try
        {
            foreach (var part in parts)
            {
                var pace = await PaceOf(part);
                foreach (var database in stores.Databases.Where(d => !pace.OnlyControl || d == stores.Control.Database))
                {
                    var loop = new WorkLoop(part, pace, database, services, options.Value, time, logger);
                    signals.Listen(part.Type, loop.Wake);
                    loops.Add(loop);
                }
            }

            await Task.WhenAll(loops.Select(loop => loop.Run(stoppingToken)));
        }
        finally
        {
            loops.ForEach(loop => loop.Dispose());
        }
    }

    private async Task<WorkPace> PaceOf(WorkPart part)
    {
        await using var scope = services.OpenWork(OpContext.OfSystem(default, part.Name, Id.NewGuid(time).ToString("N")));
        return ((IWork)scope.ServiceProvider.GetRequiredService(part.Type)).Pace;
    }
}
