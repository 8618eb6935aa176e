using Holdfast.Platform.Modularity;

namespace Holdfast.Modules.Access;

/// <summary>The rights of this module.</summary>
internal static class AccessPermissions
{
    public static Permission Read { get; } =
        new("users", "read", "See the tenant's users and user groups.", StockRole.Manager, StockRole.ReadOnly, StockRole.Auditor);

    public static Permission Write { get; } = new("users", "write", "Create, change and delete the tenant's users and user groups, and choose who is in them.");

    public static Permission ReadRoles { get; } =
        new("roles", "read", "See roles, who has which where, and what that lets them do.", StockRole.Manager, StockRole.ReadOnly, StockRole.Auditor);

    public static Permission AssignRoles { get; } = new("roles", "assign", "Give roles that one has oneself, at places where one has them, and take them away.");

    public static Permission WriteRoles { get; } = new("roles", "write", "Make, change and delete roles of the tenant's own, up to what one has where they are held.");

    public static Permission ReadPolicies { get; } =
        new("policies", "read", "See the tenant's policies.", StockRole.Manager, StockRole.ReadOnly, StockRole.Auditor);

    public static Permission WritePolicies { get; } = new("policies", "write", "Make, change and delete policies about what one may do oneself on the whole tenant.");

    public static Permission ReadKeys { get; } = new("keys", "read", "See the keys of the tenant's programs, and what is asked with them.");

    /// <summary>Only people have it: a key does not make keys.</summary>
    public static Permission WriteKeys { get; } = new("keys", "write", "Make, rotate and revoke keys of the tenant's programs, with what one may do oneself.");

    /// <summary>What one may do there is what one may do on all of the own tenant, as far as the visited one allows it.</summary>
    public static Permission Enter { get; } =
        new("tenants", "enter", "Act in the tenants below the own one, with what one may do oneself.", StockRole.Manager, StockRole.SecurityAnalyst);

    public static Permission ResetFactors { get; } =
        new("users", "reset_factors", "Take away the second factors of people who may do no more than oneself.");

    public static Permission ReadSignIn { get; } =
        new("sign_in", "read", "See what the tenant asks of who signs in, and from where nobody may for now.", StockRole.ReadOnly, StockRole.Auditor);

    public static Permission WriteSignIn { get; } = new("sign_in", "write", "Say what the tenant asks of who signs in, and from where its people always may.");

    public static IReadOnlyList<Permission> All { get; } =
        [Read, Write, Enter, ReadRoles, WriteRoles, AssignRoles, ReadPolicies, WritePolicies, ReadKeys, WriteKeys, ResetFactors, ReadSignIn, WriteSignIn];
}
