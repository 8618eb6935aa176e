namespace Holdfast.Platform.Modularity;

/// <summary>Kinds of work that a process may take on. Every process loads every module; the kind of a part says where it runs.</summary>
[Flags]
public enum Roles
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Answers HTTP.</summary>
    Api = 1,

    /// <summary>Handles events and reconciles.</summary>
    Worker = 2,

    /// <summary>Takes telemetry from the stream into the database.</summary>
    Ingest = 4,

    /// <summary>Runs AI agents.</summary>
    Sophia = 8,

    /// <summary>Everything: the default.</summary>
    All = Api | Worker | Ingest | Sophia,
}
