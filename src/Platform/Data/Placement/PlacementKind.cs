namespace Holdfast.Platform.Data.Placement;

/// <summary>How far apart a tenant's rows are from the others'. The same tables and the same row security everywhere.</summary>
public enum PlacementKind
{
    /// <summary>In the schema in which all are that have no place of their own, in the control store's database.</summary>
    Shared,

    /// <summary>In a schema of its own, in a database where other tenants may have theirs.</summary>
    Schema,

    /// <summary>In a schema of its own, in a database where nobody else is.</summary>
    Database,
}

/// <summary>Where a tenant is.</summary>
/// <param name="Kind">How far apart.</param>
/// <param name="Database">The database's name, as the operator has configured it.</param>
/// <param name="Schema">The schema in it.</param>
public sealed record Place(PlacementKind Kind, string Database, string Schema);
