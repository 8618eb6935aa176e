using System.Globalization;
using Holdfast.Platform.Kernel;

namespace Holdfast.Platform.Embedded;

/// <summary>One installed PostgreSQL server.</summary>
internal sealed record PostgresBinaries(string Directory, int Version)
{
    public const int MinimumVersion = 15;

    // Distributions keep several versions side by side and off the search path.
    private static readonly (string Root, string Pattern, string Below)[] VersionedPlaces =
    [
        ("/usr/lib/postgresql", "*", "bin"),
        ("/usr", "pgsql-*", "bin"),
        ("/usr/libexec", "postgresql*", ""),
        ("/opt/homebrew/opt", "postgresql@*", "bin"),
        ("/usr/local/opt", "postgresql@*", "bin"),
    ];

    public string InitDb => Path.Combine(Directory, "initdb");

    public string Postgres => Path.Combine(Directory, "postgres");

    /// <summary>The newest usable version, or the one that made the data.</summary>
    public static async Task<Result<PostgresBinaries>> Find(Programs programs, int? madeBy, CancellationToken ct)
    {
        PostgresBinaries? best = null;
        var versioned = VersionedPlaces
            .Where(p => System.IO.Directory.Exists(p.Root))
            .SelectMany(p => System.IO.Directory.EnumerateDirectories(p.Root, p.Pattern).Select(d => Path.Combine(d, p.Below)));
        foreach (var directory in versioned.Concat(programs.Directories).Select(Path.TrimEndingDirectorySeparator).Distinct().Where(IsServer))
        {
            var version = await VersionOf(directory, ct).ConfigureAwait(false);
            if (madeBy is null ? version >= MinimumVersion && version > (best?.Version ?? 0) : version == madeBy)
            {
                best = new(directory, version);
            }

            if (best is not null && best.Version == madeBy)
            {
                break;
            }
        }

        return best is null ? EmbeddedProblems.PostgresMissing(madeBy) : best;
    }

    // A link in /usr/local/bin to one program is no server: initdb looks for its share files beside the real one.
    private static bool IsServer(string directory) => File.Exists(Path.Combine(directory, "postgres")) && File.Exists(Path.Combine(directory, "initdb"));

    private static async Task<int> VersionOf(string directory, CancellationToken ct)
    {
        // "postgres (PostgreSQL) 15.8 (Debian 15.8-0+deb12u1)"
        var (_, output) = await EngineProcess.Run([Path.Combine(directory, "postgres"), "--version"], "/", input: null, ct).ConfigureAwait(false);
        var number = output.Split(' ').ElementAtOrDefault(2)?.Split('.')[0];
        return int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0;
    }
}
