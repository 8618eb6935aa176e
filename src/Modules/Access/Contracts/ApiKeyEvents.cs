using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access.Contracts;

/// <summary>A program can come in with a new key.</summary>
/// <param name="Key">Which key.</param>
/// <param name="Name">For people.</param>
/// <param name="Prefix">The first characters of its text.</param>
/// <param name="Permissions">What it may do, as <c>area:verb</c>, <c>area:*</c> or <c>*</c>.</param>
/// <param name="Scope">At which node, and below it; null for the whole tenant.</param>
/// <param name="ExpiresAt">Until when; null when it does not end by itself.</param>
public sealed record ApiKeyCreated(ApiKeyId Key, string Name, string Prefix, IReadOnlyList<string> Permissions, Scope? Scope, DateTimeOffset? ExpiresAt) : IEvent
{
    static string IEvent.Name => "api_key.created";
}

/// <summary>A key has another text.</summary>
/// <param name="Key">Which key.</param>
/// <param name="Name">For people.</param>
/// <param name="Prefix">The first characters of the new text.</param>
/// <param name="ReplacedUntil">Until when the text before is good as well; null when it is not any more.</param>
public sealed record ApiKeyRotated(ApiKeyId Key, string Name, string Prefix, DateTimeOffset? ReplacedUntil) : IEvent
{
    static string IEvent.Name => "api_key.rotated";
}

/// <summary>A key was taken away.</summary>
/// <param name="Key">Which key it was.</param>
/// <param name="Name">For people.</param>
/// <param name="Prefix">The first characters of its text.</param>
public sealed record ApiKeyRevoked(ApiKeyId Key, string Name, string Prefix) : IEvent
{
    static string IEvent.Name => "api_key.revoked";
}

/// <summary>Somebody who should not have a key had it, and said so: it was taken away.</summary>
/// <param name="Key">Which key it was.</param>
/// <param name="Name">For people.</param>
/// <param name="Prefix">The first characters of its text.</param>
/// <param name="LastUsedAt">When it was last used; null when never.</param>
public sealed record ApiKeyLeaked(ApiKeyId Key, string Name, string Prefix, DateTimeOffset? LastUsedAt) : IEvent
{
    static string IEvent.Name => "api_key.leaked";
}
