using Holdfast.Platform.Kernel;
using Npgsql;

namespace Holdfast.Platform.Data;

/// <summary>A schema in a database, and the pool of connections to it (application role).</summary>
/// <param name="Source">The pool.</param>
/// <param name="Schema">The schema that unqualified names mean.</param>
public sealed record Store(NpgsqlDataSource Source, string Schema);

/// <summary>Where tenants' data lives. The control store is schema <c>control</c>; every other store holds one or many tenants.</summary>
public interface IStores
{
    /// <summary>Tenants, users, credentials, keys: what must be known before a tenant is.</summary>
    Store Control { get; }

    /// <summary>Every tenant store, for background work that asks each what there is to do.</summary>
    IReadOnlyList<Store> TenantStores { get; }

    /// <summary>The store in which a tenant is placed.</summary>
    ValueTask<Store> Of(TenantId tenant, CancellationToken ct);
}

/// <summary>All tenants in one schema of one database: the <c>shared</c> placement.</summary>
public sealed class SharedStores : IStores
{
    /// <summary>The schema of tenants that share.</summary>
    public const string Schema = "shared";

    /// <summary>Both stores over one pool.</summary>
    public SharedStores(NpgsqlDataSource source)
    {
        Control = new Store(source, "control");
        TenantStores = [new Store(source, Schema)];
    }

    /// <inheritdoc/>
    public Store Control { get; }

    /// <inheritdoc/>
    public IReadOnlyList<Store> TenantStores { get; }

    /// <inheritdoc/>
    public ValueTask<Store> Of(TenantId tenant, CancellationToken ct) => new(TenantStores[0]);
}
