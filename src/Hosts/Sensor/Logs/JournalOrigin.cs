using System.Globalization;

namespace Holdfast.Hosts.Sensor.Logs;

/// <summary>How a program shows that an entry of the journal is its own.</summary>
internal enum Proof
{
    /// <summary>The kernel's own ring, which only root can write to besides.</summary>
    Kernel,

    /// <summary>It runs as root, under its name.</summary>
    Root,

    /// <summary>Users start it and it becomes root: its file lies where only root can put one.</summary>
    SetUid,

    /// <summary>It is the system's service of its name.</summary>
    Service,
}

/// <summary>
/// What journald itself says of an entry (systemd.journal-fields(7)): the fields with an underscore, which the sender cannot choose. SYSLOG_IDENTIFIER is
/// what the sender calls itself, and <c>logger -t sshd</c> is open to every user of the machine.
/// </summary>
internal readonly record struct JournalOrigin(string? Transport, int? Uid, string? Executable, string? Command, string? Unit)
{
    private const string Deleted = " (deleted)";
    private const string SudoRsFolder = "/usr/lib/cargo/bin";
    private static readonly string[] RootsFolders = ["/usr/bin", "/usr/sbin", "/bin", "/sbin", "/usr/local/bin", "/usr/local/sbin", SudoRsFolder];

    /// <summary>The program that an entry comes from: what it calls itself, unless the classifier would obey that name and nothing shows that it is its own.</summary>
    public string? Program(string? identifier)
    {
        var claimed = identifier is null ? Name : identifier[(identifier.LastIndexOf('/') + 1)..];
        if (claimed == "sudo" && Name == "sudo-rs")
        {
            claimed = Name;
        }

        return claimed is null || LogClassifier.ProofOf(claimed) is not { } proof || Shows(proof, claimed) ? claimed
            : Name is { } other && LogClassifier.ProofOf(other) is null ? other
            : null;
    }

    /// <summary>The name of the program's file; where journald was too late to see that, the process's name.</summary>
    private string? Name => Path is not { } path ? Command
        : Folder == SudoRsFolder && path.EndsWith("/sudo", StringComparison.Ordinal) ? "sudo-rs"
        : path[(path.LastIndexOf('/') + 1)..];

    private string? Folder => Path?[..Math.Max(0, Path.LastIndexOf('/'))];

    // A running program whose file was replaced by an update.
    private string? Path => Executable?.EndsWith(Deleted, StringComparison.Ordinal) == true ? Executable[..^Deleted.Length] : Executable;

    private bool Shows(Proof proof, string claimed)
    {
        // Of a process that was gone before journald could look, the user is still known, and root needs no disguise.
        var isNamed = Name is null || LogClassifier.AreOne(Name, claimed);
        return proof switch
        {
            Proof.Kernel => Transport == "kernel",
            Proof.Root => Uid == 0 && isNamed,
            Proof.SetUid => isNamed && (Uid == 0 || (Folder is { } folder && (RootsFolders.Contains(folder) || folder.StartsWith("/nix/store/", StringComparison.Ordinal)))),
            Proof.Service => Unit == claimed + ".service",
            _ => throw new ArgumentOutOfRangeException(nameof(proof), proof.ToString()),
        };
    }

    public static int? Number(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
