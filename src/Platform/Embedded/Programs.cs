using Holdfast.Platform.Kernel;

namespace Holdfast.Platform.Embedded;

/// <summary>Finds programs, and makes the command that confines an engine.</summary>
internal sealed class Programs(string searchPath, IReadOnlyList<string>? usualDirectories = null)
{
    private static readonly string[] UsualDirectories =
        ["/usr/local/bin", "/usr/bin", "/bin", "/usr/local/sbin", "/usr/sbin", "/sbin", "/opt/homebrew/bin", "/home/linuxbrew/.linuxbrew/bin"];

    /// <summary>Where programs may lie: the search path first, then the usual places.</summary>
    public IEnumerable<string> Directories =>
        searchPath.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Concat(usualDirectories ?? UsualDirectories).Distinct();

    public string? Find(string name) => Directories.Select(d => Path.Combine(d, name)).FirstOrDefault(File.Exists);

    /// <summary>
    /// The words to put before a command so that it runs as the user (null: as ourselves), in a session of its own, so that Ctrl-C in our
    /// terminal reaches it through us only, and is signalled when we die. All of them replace themselves by the command, except runuser and su.
    /// </summary>
    public async Task<Result<string[]>> Confine(string? user, string deathSignal, CancellationToken ct)
    {
        var words = new List<string>();
        if (Find("setsid") is { } setsid)
        {
            words.Add(setsid);
        }

        string[] asUser = user is null ? [] : ["--reuid", user, "--regid", user, "--init-groups"];

        // The death signal comes after the change of user, which would clear it. BusyBox has a setpriv that can do neither.
        if (Find("setpriv") is { } setpriv && await Works([setpriv, "--pdeathsig", deathSignal, .. asUser, "--", "true"], ct).ConfigureAwait(false))
        {
            words.AddRange([setpriv, .. asUser, "--pdeathsig", deathSignal, "--"]);
        }
        else if (user is not null)
        {
            if (Find("runuser") is { } runuser)
            {
                words.AddRange([runuser, "-u", user, "--"]);
            }
            else if (Find("su") is { } su)
            {
                words.AddRange([su, "-s", "/bin/sh", user, "-c", "exec \"$0\" \"$@\"", "--"]);
            }
            else
            {
                return EmbeddedProblems.NoUserSwitch;
            }
        }

        return words.ToArray();
    }

    private static async Task<bool> Works(string[] command, CancellationToken ct) =>
        (await EngineProcess.Run(command, "/", input: null, ct).ConfigureAwait(false)).Code == 0;
}
