using Holdfast.Modules.Access.Contracts;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access.Domain;

/// <summary>Somebody who can act in a tenant: a person of its own, or a guest.</summary>
/// <param name="User">Who.</param>
/// <param name="Home">The guest's own tenant; null for the tenant's own people.</param>
/// <param name="Name">What they are called.</param>
/// <param name="Email">Their address.</param>
/// <param name="Status">Whether they may sign in.</param>
/// <param name="JoinedAt">Since when.</param>
internal sealed record Member(UserId User, TenantId? Home, string Name, string Email, UserStatus Status, DateTimeOffset JoinedAt);
