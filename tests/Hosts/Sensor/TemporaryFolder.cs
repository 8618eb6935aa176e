using System.Diagnostics;

namespace Holdfast.Tests.Hosts.Sensor;

/// <summary>A folder that goes with its test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("holdfast-sensor-").FullName;

    public string At(string relative)
    {
        var path = System.IO.Path.Join(Path, relative);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        return path;
    }

    public void Write(string relative, string text) => File.WriteAllText(At(relative), text);

    /// <summary>A program of the machine, played by a script.</summary>
    public string WriteProgram(string relative, string text)
    {
        Write(relative, text);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(At(relative), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return At(relative);
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

internal static class Until
{
    public static async Task TrueAsync(string reason, Func<bool> condition, int seconds = 20)
    {
        var began = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Stopwatch.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromSeconds(seconds), reason);
            await Task.Delay(20);
        }
    }
}
