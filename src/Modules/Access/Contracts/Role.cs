namespace Holdfast.Modules.Access.Contracts;

/// <summary>The stock roles that a person can have in a tenant.</summary>
public enum Role
{
    /// <summary>Everything in the tenant.</summary>
    Admin,

    /// <summary>Runs the fleet and the queue; sees users and integrations.</summary>
    Manager,

    /// <summary>Works on devices and tickets.</summary>
    Member,

    /// <summary>Sees everything, changes nothing.</summary>
    ReadOnly,

    /// <summary>Works the queue and runs actions; reads the audit log.</summary>
    SecurityAnalyst,

    /// <summary>Works on databases.</summary>
    DatabaseAdmin,

    /// <summary>Proves what happened: audit log and reports.</summary>
    Auditor,

    /// <summary>Uses services, manages nothing.</summary>
    User,
}

/// <summary>Whether a person may sign in.</summary>
public enum UserStatus
{
    /// <summary>May.</summary>
    Active,

    /// <summary>May not.</summary>
    Disabled,
}
