namespace Holdfast.Tests.Harness;

/// <summary>
/// A text in the repository that must equal what the product says of itself. <c>HOLDFAST_UPDATE_SNAPSHOTS=1</c> writes it; the difference is
/// then reviewed like code.
/// </summary>
public static class Snapshot
{
    /// <summary>Fails at the first line that differs.</summary>
    /// <param name="path">From the repository's root.</param>
    /// <param name="actual">What it must hold.</param>
    public static async Task Matches(string path, string actual)
    {
        ArgumentNullException.ThrowIfNull(actual);
        var file = Repository.At(path);
        var text = actual.ReplaceLineEndings("\n").TrimEnd('\n') + "\n";
        if (Environment.GetEnvironmentVariable("HOLDFAST_UPDATE_SNAPSHOTS") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllTextAsync(file, text);
            return;
        }

        var kept = File.Exists(file) ? (await File.ReadAllTextAsync(file)).ReplaceLineEndings("\n") : "";
        if (kept == text)
        {
            return;
        }

        var (was, now) = (kept.Split('\n'), text.Split('\n'));
        var line = Enumerable.Range(0, Math.Max(was.Length, now.Length)).First(i => was.ElementAtOrDefault(i) != now.ElementAtOrDefault(i));
        throw new InvalidOperationException(
            $"{path} is out of date from line {line + 1}:\n  kept: {was.ElementAtOrDefault(line)}\n  now:  {now.ElementAtOrDefault(line)}\nLook at the change; if it is meant, run the test once with HOLDFAST_UPDATE_SNAPSHOTS=1.");
    }
}
