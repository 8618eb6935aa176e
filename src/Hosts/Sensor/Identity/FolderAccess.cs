namespace Holdfast.Hosts.Sensor.Identity;

/// <summary>An entry of an access list: whom it is about, by security identifier, and whether it lets him do something.</summary>
internal readonly record struct FolderRight(string Sid, bool Allows);

/// <summary>
/// Who may use the data folder on Windows. Under ProgramData a new folder takes a list that lets every user of the machine read it, and its private key with
/// it, and lets every user put files into it; so the folder has a list of its own, and nothing in it may belong to anybody else.
/// </summary>
/// <param name="me">The sensor's account; null where it has the administrators' rights and needs none of its own: who enrols as an administrator runs it as the system.</param>
internal sealed class FolderAccess(string? me)
{
    /// <summary>Whose the folder is where an administrator makes it.</summary>
    public const string Administrators = "S-1-5-32-544";

    // Well-known identifiers: MS-DTYP 2.4.2.4.
    private const string System = "S-1-5-18";
    private const string TrustedInstaller = "S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464";

    // Stand in inherited lists for whoever makes or owns a file, and give him nothing that the owner has not.
    private static readonly string[] Owners = ["S-1-3-0", "S-1-3-4"];

    /// <summary>Who has everything; nobody else has anything, and nothing is inherited from above.</summary>
    public IReadOnlyList<string> Wanted { get; } = [.. new[] { System, Administrators, me }.OfType<string>().Distinct()];

    /// <summary>True when the list lets somebody in who has no business there.</summary>
    public bool IsOpen(IEnumerable<FolderRight> rights) => rights.Any(r => r.Allows && !Wanted.Contains(r.Sid) && !Owners.Contains(r.Sid));

    /// <summary>What is wrong with whom a thing belongs to: its owner may do with it what he likes, whatever the list says. Null when nothing is.</summary>
    /// <param name="path">The folder, a thing in it, or the folder above it.</param>
    /// <param name="owner">Whose it is.</param>
    public string? Fault(string path, string owner) =>
        owner == TrustedInstaller || Wanted.Contains(owner)
            ? null
            : $"{path} belongs to {owner}, not to this account, the system or the administrators: it may have been put there for the sensor to find. Remove it, and enrol anew.";
}
