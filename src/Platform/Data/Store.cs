using System.Text.RegularExpressions;
using Holdfast.Platform.Kernel;

namespace Holdfast.Platform.Data;

/// <summary>A schema in a database. Unqualified names mean tables of the schema, and then of the database's work lists.</summary>
public sealed partial record Store
{
    /// <summary>What the control store's database is called.</summary>
    public const string MainDatabase = "main";

    /// <summary>The schema of work lists that every database has.</summary>
    public const string WorkSchema = "work";

    /// <summary>A store.</summary>
    /// <param name="database">Where it is.</param>
    /// <param name="schema">Lower case letters, digits and underscores.</param>
    public Store(Database database, string schema)
    {
        if (!Name().IsMatch(schema))
        {
            throw new ArgumentException($"'{schema}' is no name of a schema.", nameof(schema));
        }

        (Database, Schema, SearchPath) = (database, schema, $"{schema}, {WorkSchema}");
    }

    /// <summary>Where it is.</summary>
    public Database Database { get; }

    /// <summary>The schema that unqualified names mean first.</summary>
    public string Schema { get; }

    /// <summary>What sessions set.</summary>
    public string SearchPath { get; }

    [GeneratedRegex("^[a-z_][a-z0-9_]{0,62}$")]
    private static partial Regex Name();
}

/// <summary>Where tenants' data lives. The control store is schema <c>control</c>; every other store holds one or many tenants.</summary>
public interface IStores
{
    /// <summary>Tenants, users, credentials, keys: what must be known before a tenant is.</summary>
    Store Control { get; }

    /// <summary>Every database, the control store's among them, for background work that asks each what there is to do.</summary>
    IReadOnlyList<Database> Databases { get; }

    /// <summary>The store in which a tenant is placed.</summary>
    /// <exception cref="DatabaseAwayException">It is in a database that this process does not know.</exception>
    ValueTask<Store> Of(TenantId tenant, CancellationToken ct);

    /// <summary>Reads anew where tenants are: what was committed before holds from then on.</summary>
    Task Refresh(CancellationToken ct) => Task.CompletedTask;
}

/// <summary>All tenants in one schema of one database: the <c>shared</c> placement.</summary>
public sealed class SharedStores(Database database) : IStores
{
    /// <summary>The schema of tenants that share.</summary>
    public const string Schema = "shared";

    private readonly Store shared = new(database, Schema);

    /// <inheritdoc/>
    public Store Control { get; } = new(database, "control");

    /// <inheritdoc/>
    public IReadOnlyList<Database> Databases { get; } = [database];

    /// <inheritdoc/>
    public ValueTask<Store> Of(TenantId tenant, CancellationToken ct) => new(shared);
}
