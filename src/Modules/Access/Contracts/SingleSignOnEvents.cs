using Holdfast.Platform.Data;

namespace Holdfast.Modules.Access.Contracts;

/// <summary>A tenant has another identity provider.</summary>
/// <param name="Provider">Which.</param>
/// <param name="Name">For people.</param>
/// <param name="Issuer">Whose tokens it is about.</param>
public sealed record IdentityProviderCreated(IdentityProviderId Provider, string Name, string Issuer) : IEvent
{
    static string IEvent.Name => "identity_provider.created";
}

/// <summary>An identity provider is configured otherwise.</summary>
/// <param name="Provider">Which.</param>
/// <param name="Name">For people, as it is now.</param>
/// <param name="Issuer">Whose tokens it is about now.</param>
/// <param name="IsEnabled">Whether people sign in by it now.</param>
public sealed record IdentityProviderUpdated(IdentityProviderId Provider, string Name, string Issuer, bool IsEnabled) : IEvent
{
    static string IEvent.Name => "identity_provider.updated";
}

/// <summary>An identity provider is gone; what people had by it too.</summary>
/// <param name="Provider">Which it was.</param>
/// <param name="Name">For people.</param>
public sealed record IdentityProviderDeleted(IdentityProviderId Provider, string Name) : IEvent
{
    static string IEvent.Name => "identity_provider.deleted";
}

/// <summary>An identity provider and an account were put together: who it means by its subject is that person from then on.</summary>
/// <param name="User">Who.</param>
/// <param name="Provider">Which provider.</param>
public sealed record UserLinked(UserId User, IdentityProviderId Provider) : IEvent
{
    static string IEvent.Name => "user.linked";
}

/// <summary>Somebody has signed in without an identity provider where everybody else needs one.</summary>
/// <param name="User">Who.</param>
/// <param name="Session">Which session that opened.</param>
public sealed record SessionBreakGlass(UserId User, Guid Session) : IEvent
{
    static string IEvent.Name => "session.break_glass";
}
