namespace Holdfast.Modules.Access.Contracts;

/// <summary>Whether a person may sign in.</summary>
public enum UserStatus
{
    /// <summary>May.</summary>
    Active,

    /// <summary>May not.</summary>
    Disabled,
}
