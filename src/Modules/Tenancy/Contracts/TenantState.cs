namespace Holdfast.Modules.Tenancy.Contracts;

/// <summary>Whether anything may be done in a tenant.</summary>
public enum TenantState
{
    /// <summary>All is as usual.</summary>
    Active,

    /// <summary>Every credential is refused, of people, sensors and keys; everything that it has is kept.</summary>
    Suspended,
}
