using System.Diagnostics;

namespace Holdfast.Tests.Harness;

/// <summary>Waits for a condition with a reason and a deadline; never longer than needed.</summary>
public static class Eventually
{
    /// <summary>Polls until the probe gives something.</summary>
    /// <param name="what">What is waited for, for the failure's text.</param>
    /// <param name="probe">Null: not yet.</param>
    /// <param name="within">The deadline; a minute when not said; a machine may be busy with other suites.</param>
    public static async Task<T> Get<T>(string what, Func<Task<T?>> probe, TimeSpan? within = null) where T : class
    {
        ArgumentNullException.ThrowIfNull(probe);
        var limit = within ?? TimeSpan.FromSeconds(60);
        var began = Stopwatch.GetTimestamp();
        for (var pause = 10; ; pause = Math.Min(200, pause * 2))
        {
            if (await probe() is { } found)
            {
                return found;
            }

            if (Stopwatch.GetElapsedTime(began) > limit)
            {
                throw new TimeoutException($"Waited {limit.TotalSeconds:0} s in vain for {what}.");
            }

            await Task.Delay(pause);
        }
    }

    /// <summary>Polls until the condition holds.</summary>
    public static Task Holds(string what, Func<Task<bool>> condition, TimeSpan? within = null) =>
        Get(what, async () => await condition() ? "yes" : null, within);
}
