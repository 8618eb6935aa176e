using System.Runtime.InteropServices;
using System.Text;

namespace Holdfast.Bench;

/// <summary>What every bench needs besides what it measures: where its results go, and what machine they were made on. Compiled into each.</summary>
internal static class Machine
{
    /// <summary>The repository's folder.</summary>
    public static string Repository { get; } = FindRepository();

    /// <summary>The processor, how many cores, the system and the runtime, as results name them.</summary>
    public static string Description => $"{Cpu}, {Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription}, .NET {Environment.Version}";

    /// <summary>The processor's name.</summary>
    public static string Cpu =>
        (File.Exists("/proc/cpuinfo") ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim() : null)
        ?? RuntimeInformation.ProcessArchitecture.ToString();

    /// <summary>The load of the last 1, 5 and 15 minutes: far above 0.5 before a run means that the machine was not calm.</summary>
    public static string LoadAverage() => File.Exists("/proc/loadavg") ? string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ')[..3]) : "unknown";

    /// <summary>Writes a result down, as <c>bench/results/{name}.md</c>.</summary>
    public static Task Report(string name, string text) =>
        File.WriteAllTextAsync(Path.Combine(Repository, "bench/results", $"{name}.md"), text.ReplaceLineEndings("\n"), new UTF8Encoding(false));

    /// <summary>The value in the middle.</summary>
    public static double Median(IEnumerable<double> values) => Quantile(0.5, values);

    /// <summary>The value that a part of them does not reach.</summary>
    /// <param name="part">0 to 1, without 1.</param>
    /// <param name="values">At least one.</param>
    public static double Quantile(double part, IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[(int)(part * sorted.Count)];
    }

    private static string FindRepository()
    {
        var root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "Directory.Packages.props")))
        {
            root = Path.GetDirectoryName(root) ?? throw new InvalidOperationException("Run inside the repository.");
        }

        return root;
    }
}
