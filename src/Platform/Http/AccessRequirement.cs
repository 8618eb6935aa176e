using Holdfast.Platform.Modularity;
using Microsoft.AspNetCore.Builder;

namespace Holdfast.Platform.Http;

/// <summary>Who may come in by an endpoint.</summary>
public enum Entry
{
    /// <summary>A principal whose grants give the permission.</summary>
    Permission,

    /// <summary>Any person who is signed in, for what is their own.</summary>
    SignedIn,

    /// <summary>A device's sensor, for what is its own.</summary>
    Sensor,

    /// <summary>Anybody.</summary>
    Anonymous,
}

/// <summary>What an endpoint requires. Every endpoint has exactly one; without it the host does not start.</summary>
/// <param name="Entry">Who.</param>
/// <param name="Permission">The right, for <see cref="Entry.Permission"/>.</param>
/// <param name="Why">Why nobody in particular is asked for, for <see cref="Entry.Anonymous"/>.</param>
public sealed record AccessRequirement(Entry Entry, Permission? Permission, string? Why)
{
    /// <summary>For the authorization matrix and OpenAPI.</summary>
    public override string ToString() => Entry switch
    {
        Entry.Permission => Permission!.Name,
        Entry.SignedIn => "(signed in)",
        Entry.Sensor => "(sensor)",
        _ => "(anonymous)",
    };
}

/// <summary>The operation that an endpoint performs; set by the module that maps it.</summary>
/// <param name="Module">The module's name.</param>
/// <param name="Operation"><c>module.feature</c>.</param>
/// <param name="Feature">The class that performs it: its summary says what it does.</param>
public sealed record OperationName(string Module, string Operation, Type Feature);

/// <summary>Takes an endpoint out of the default that every change is audited.</summary>
/// <param name="Why">For the reader.</param>
public sealed record AuditExemption(string Why);

/// <summary>Raises the largest body that an endpoint takes.</summary>
/// <param name="MaxBytes">The bound on the wire.</param>
public sealed record BodyLimit(long MaxBytes);

/// <summary>How a feature says what its endpoint requires.</summary>
public static class AccessRequirements
{
    /// <summary>A grant of this permission.</summary>
    public static TBuilder Requires<TBuilder>(this TBuilder endpoint, Permission permission) where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new AccessRequirement(Entry.Permission, permission, null));

    /// <summary>Any signed-in person, for what is their own.</summary>
    public static TBuilder RequiresSignIn<TBuilder>(this TBuilder endpoint) where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new AccessRequirement(Entry.SignedIn, null, null));

    /// <summary>A device's sensor, for what is its own.</summary>
    public static TBuilder RequiresSensor<TBuilder>(this TBuilder endpoint) where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new AccessRequirement(Entry.Sensor, null, null));

    /// <summary>Nobody in particular; say why that is right.</summary>
    public static TBuilder OpenToAll<TBuilder>(this TBuilder endpoint, string why) where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new AccessRequirement(Entry.Anonymous, null, why));

    /// <summary>No audit entry is owed; say why that is right.</summary>
    public static TBuilder NotAudited<TBuilder>(this TBuilder endpoint, string why) where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new AuditExemption(why));

    /// <summary>Another bound on the body than the usual 64 KiB.</summary>
    public static TBuilder TakesUpTo<TBuilder>(this TBuilder endpoint, long maxBytes) where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new BodyLimit(maxBytes));
}
