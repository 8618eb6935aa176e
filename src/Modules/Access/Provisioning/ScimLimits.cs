namespace Holdfast.Modules.Access.Provisioning;

/// <summary>Bounds of the protocol; <c>/scim/v2/ServiceProviderConfig</c> says them.</summary>
internal static class ScimLimits
{
    /// <summary>The most resources in one answer.</summary>
    public const int PageSize = 200;

    /// <summary>How many there are in an answer when it is not said.</summary>
    public const int UsualPageSize = 100;

    /// <summary>The largest body, in bytes.</summary>
    public const int BodyBytes = 1024 * 1024;

    /// <summary>The most operations of one bulk request.</summary>
    public const int BulkOperations = 100;

    /// <summary>The most operations of one PATCH.</summary>
    public const int PatchOperations = 100;

    /// <summary>The most members of a group that one request names.</summary>
    public const int MembersPerRequest = 1000;

    /// <summary>The most members in one answer.</summary>
    public const int MembersPerAnswer = 20_000;

    /// <summary>The most characters of a name or of an id of the identity provider's.</summary>
    public const int MaxText = 256;

    /// <summary>How deep a body may be.</summary>
    public const int JsonDepth = 32;
}
