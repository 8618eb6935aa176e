using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access.Contracts;

/// <summary>A person with the platform's own role.</summary>
/// <param name="Email">Their address.</param>
/// <param name="Name">What they are called.</param>
/// <param name="Tenant">The slug of their own tenant.</param>
/// <param name="GrantedAt">Since when they have it.</param>
/// <param name="IsActive">Whether they may sign in.</param>
/// <param name="HasFactor">Whether they have a second factor, or an identity provider signs them in: without one the role gives nothing.</param>
public sealed record SuperAdmin(string Email, string Name, string Tenant, DateTimeOffset GrantedAt, bool IsActive, bool HasFactor);

/// <summary>What the operator does about the platform's own role SUPER_ADMIN, on the server's own machine. There is no other way to give or take it.</summary>
public interface IOperatorSuperAdmins
{
    /// <summary>All who have it, in the order of their addresses.</summary>
    Task<SuperAdmin[]> List(CancellationToken ct);

    /// <summary>Gives it to the person with this address, who needs a second factor or an identity provider that signs them in.</summary>
    Task<Result<Done>> Grant(string email, CancellationToken ct);

    /// <summary>Takes it from the person with this address, whose sessions end.</summary>
    Task<Result<Done>> Revoke(string email, CancellationToken ct);
}
