using Holdfast.Platform.Data.Migrations;
using Npgsql;

namespace Holdfast.Platform.Data;

/// <summary>Whether a database can be worked with.</summary>
public enum DatabaseStatus
{
    /// <summary>It answers, and its schema is the one that this program needs.</summary>
    Ready,

    /// <summary>It does not answer.</summary>
    Away,

    /// <summary>It answers, and is not fit: its schema is of another version, or its role is not one that row security binds.</summary>
    Behind,
}

/// <summary>How a database is.</summary>
/// <param name="Status">In a word.</param>
/// <param name="Since">Since when.</param>
/// <param name="Detail">In a sentence for the operator; null when it is ready.</param>
public sealed record DatabaseState(DatabaseStatus Status, DateTimeOffset Since, string? Detail);

/// <summary>A database with stores in it: one pool for requests, a smaller one for background work, and how it is.</summary>
/// <param name="name">What the operator knows it by.</param>
/// <param name="source">The pool of requests (application role).</param>
/// <param name="background">The pool of background work: what waits there holds up no request.</param>
public sealed class Database(string name, NpgsqlDataSource source, NpgsqlDataSource background)
{
    private readonly NpgsqlDataSource? probe;
    private volatile DatabaseState? state;

    /// <summary>What the operator knows it by.</summary>
    public string Name => name;

    /// <summary>The schemas of the tenant stores in it that are there from the start; those of single tenants are found by their names.</summary>
    public IReadOnlyList<string> Schemas { get; init; } = [];

    /// <summary>Whether the control store is in it.</summary>
    public bool HoldsControl { get; init; }

    /// <summary>The owner's connection, for migrations; empty when the schema has to be up to date already.</summary>
    public string MigrationUrl { get; init; } = "";

    /// <summary>The owner's connections, for moving tenants; null where the owner's connection is not known.</summary>
    public NpgsqlDataSource? Owner { get; init; }

    /// <summary>How it is. The control store's database is ready from the start, which was refused otherwise; another one when it has been looked at.</summary>
    public DatabaseState State => state ?? new(HoldsControl ? DatabaseStatus.Ready : DatabaseStatus.Away, default, HoldsControl ? null : "It was not asked yet.");

    /// <summary>Its schemas and what each is, in the order of migration: tenants' tables may have to move into the work lists.</summary>
    public IReadOnlyList<(string Schema, StoreKind Kind)> Layout =>
        [.. HoldsControl ? [("control", StoreKind.Control)] : Array.Empty<(string, StoreKind)>(), (Store.WorkSchema, StoreKind.Work), .. Schemas.Select(s => (s, StoreKind.Tenant))];

    /// <summary>What unqualified names mean on a new connection of its pools; null where a proxy may stand between, and every transaction says it itself.</summary>
    public string? InitialSearchPath { get; init; }

    /// <summary>Connections of the tenants that read most; null where a proxy may stand between.</summary>
    public TenantPools? TenantPools { get; init; }

    /// <summary>A connection beside the pools, to ask it how it is however busy they are.</summary>
    public NpgsqlDataSource Probe
    {
        get => probe ?? background;
        init => probe = value;
    }

    /// <summary>The pool for an operation.</summary>
    public NpgsqlDataSource Pool(bool isBackground) => isBackground ? background : source;

    /// <summary>Says how it is; true when that is news.</summary>
    public bool Becomes(DatabaseStatus status, string? detail, DateTimeOffset now)
    {
        var before = State;
        if (before.Status == status && before.Detail == detail)
        {
            return false;
        }

        state = new DatabaseState(status, before.Status == status ? before.Since : now, detail);
        return before.Status != status;
    }
}

/// <summary>A database that is known to be away or behind was asked for: nothing was sent to it.</summary>
public class DatabaseAwayException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>It is known to be away or behind.</summary>
    public DatabaseAwayException(Database database) : this(Say(database))
    {
    }

    private static string Say(Database database)
    {
        ArgumentNullException.ThrowIfNull(database);
        return $"Database {database.Name} is {EnumText.Of(database.State.Status)}: {database.State.Detail}";
    }
}

/// <summary>The tenant is on its way to another store: for the moment nothing in it can be changed.</summary>
public sealed class TenantRelocatingException(Exception inner) : DatabaseAwayException("The tenant is being moved.", inner)
{
    /// <summary>What the database raises.</summary>
    internal const string SqlState = "HF001";
}
