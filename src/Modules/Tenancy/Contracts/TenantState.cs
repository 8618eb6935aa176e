namespace Holdfast.Modules.Tenancy.Contracts;

/// <summary>Whether anything may be done in a tenant.</summary>
public enum TenantState
{
    /// <summary>All is as usual.</summary>
    Active,

    /// <summary>Every credential is refused, of people, sensors and keys; everything that it has is kept.</summary>
    Suspended,

    /// <summary>As suspended, and to be removed when its time of grace is over; until then it can be resumed.</summary>
    Deleting,

    /// <summary>Its time of grace is over: it is being removed, and nothing brings it back.</summary>
    Removing,
}
