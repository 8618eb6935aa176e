using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Holdfast.Tests.Platform.Embedded;

/// <summary>A data directory of a test's own, and the log of what was said about it.</summary>
internal sealed class Scratch : IDisposable, ILogger
{
    // Not the user's temporary directory: as root that may be closed to user postgres.
    public string Path { get; } = Directory.CreateDirectory(System.IO.Path.Combine("/tmp", "holdfast-embedded-" + Guid.CreateVersion7().ToString("N"))).FullName;

    public List<string> Lines { get; } = [];

    public static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task Until(string what, Func<Task<bool>> holds)
    {
        for (var began = Stopwatch.GetTimestamp(); !await holds(); await Task.Delay(25, Ct))
        {
            Stopwatch.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromSeconds(30), $"waited for: {what}");
        }
    }

    public static Task Until(string what, Func<bool> holds) => Until(what, () => Task.FromResult(holds()));

    /// <summary>The processes that work in a directory: engines and all that they forked.</summary>
    public static IReadOnlyList<int> ProcessesIn(string directory) =>
        [.. Directory.EnumerateDirectories("/proc").Select(System.IO.Path.GetFileName).Where(n => int.TryParse(n, out _)).Select(n => int.Parse(n!))
            .Where(id => Cwd(id) == directory)];

    public string Said()
    {
        lock (Lines)
        {
            return string.Join('\n', Lines);
        }
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    bool ILogger.IsEnabled(LogLevel logLevel) => true;

    void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (Lines)
        {
            Lines.Add($"{logLevel}: {formatter(state, exception)}");
        }
    }

    private static string? Cwd(int id)
    {
        try
        {
            return Directory.ResolveLinkTarget($"/proc/{id}/cwd", returnFinalTarget: false)?.FullName;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
