namespace Holdfast.Modules.Access.Contracts;

/// <summary>To what kind of thing a role can be given.</summary>
public enum AssigneeKind
{
    /// <summary>A person.</summary>
    User,

    /// <summary>A user group: each of its members has the role.</summary>
    Group,

    /// <summary>A key of a program of the tenant's own.</summary>
    ApiKey,

    /// <summary>An AI agent. Reserved: no tenant has one yet, so that none is found.</summary>
    Agent,
}
