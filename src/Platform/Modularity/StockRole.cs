namespace Holdfast.Platform.Modularity;

/// <summary>A role that every tenant has. Modules say with each permission which of them get it.</summary>
/// <param name="Id">As in assignments and on the wire; never renamed.</param>
/// <param name="Name">For people.</param>
/// <param name="Meaning">One sentence for the person who assigns it.</param>
public sealed record StockRole(string Id, string Name, string Meaning)
{
    /// <summary>Has every permission of every module.</summary>
    public static StockRole Admin { get; } = new("ADMIN", "Administrator", "Everything in the tenant.");

    /// <summary>Runs the fleet and the queue; sees users and integrations.</summary>
    public static StockRole Manager { get; } = new("MANAGER", "Manager", "Runs the fleet and the queue; sees users and integrations.");

    /// <summary>Works on devices and tickets.</summary>
    public static StockRole Member { get; } = new("MEMBER", "Member", "Works on devices and tickets, and runs their actions.");

    /// <summary>Sees everything, changes nothing.</summary>
    public static StockRole ReadOnly { get; } = new("READ_ONLY", "Read only", "Sees everything, changes nothing.");

    /// <summary>Works the queue and runs actions; reads the audit log.</summary>
    public static StockRole SecurityAnalyst { get; } = new("SECURITY_ANALYST", "Security analyst", "Works the queue and runs actions; reads the audit log.");

    /// <summary>Works on databases.</summary>
    public static StockRole DatabaseAdmin { get; } = new("DATABASE_ADMIN", "Database administrator", "Works on databases; sees devices and tickets.");

    /// <summary>Proves what happened: audit log and reports.</summary>
    public static StockRole Auditor { get; } = new("AUDITOR", "Auditor", "Proves what happened: audit log and reports.");

    /// <summary>Uses services, manages nothing.</summary>
    public static StockRole User { get; } = new("USER", "User", "Uses services, manages nothing.");

    /// <summary>All of them, the most powerful first.</summary>
    public static IReadOnlyList<StockRole> All { get; } = [Admin, Manager, Member, ReadOnly, SecurityAnalyst, DatabaseAdmin, Auditor, User];

    /// <summary>The names of the permissions that the role gives, in order.</summary>
    /// <param name="modules">Those that declare permissions.</param>
    public IReadOnlyList<string> PermissionsOf(IReadOnlyList<ModuleManifest> modules)
    {
        var all = modules.SelectMany(m => m.Permissions).ToArray();
        var granted = all.Where(p => p.GrantedTo.Contains(this)).Select(p => p.Name).ToArray();
        return [.. all.Where(p => this == Admin || granted.Any(p.IsGivenBy)).Select(p => p.Name).Order(StringComparer.Ordinal)];
    }

    /// <summary>All but the administrator, who has everything without being named.</summary>
    public static IReadOnlyList<StockRole> Others { get; } = [.. All.Where(r => r != Admin)];
}
