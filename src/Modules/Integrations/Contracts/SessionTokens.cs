using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Integrations.Contracts;

/// <summary>A token that a product gave for signing in.</summary>
/// <param name="Text">A secret.</param>
/// <param name="ExpiresAt">Until when it holds, as far as is known.</param>
public sealed record SessionToken(string Text, DateTimeOffset ExpiresAt)
{
    /// <inheritdoc/>
    public override string ToString() => "(secret)";
}

/// <summary>
/// The tokens of one connection, in memory only. One sign-in is under way at a time: products lock out whoever tries often. Thread-safe.
/// </summary>
public sealed class SessionTokens(TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Early = TimeSpan.FromSeconds(30);
    private readonly SemaphoreSlim one = new(1, 1);
    private readonly Dictionary<string, SessionToken> tokens = new(StringComparer.Ordinal);

    /// <summary>A token that is there and holds for half a minute more, or what signing in gives.</summary>
    /// <param name="name">Which, where a product has several.</param>
    /// <param name="signIn">Signs in; its problem is the answer when it fails.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Result<SessionToken>> Take(string name, Func<CancellationToken, Task<Result<SessionToken>>> signIn, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(signIn);
        await one.WaitAsync(ct);
        try
        {
            if (tokens.TryGetValue(name, out var there) && there.ExpiresAt - Early > time.GetUtcNow())
            {
                return there;
            }

            var fresh = await signIn(ct);
            if (fresh.Succeeded)
            {
                tokens[name] = fresh.Value;
            }

            return fresh;
        }
        finally
        {
            one.Release();
        }
    }

    /// <summary>The product does not take this token any more. Another that came meanwhile stays.</summary>
    public async Task Forget(string name, SessionToken token, CancellationToken ct)
    {
        await one.WaitAsync(ct);
        try
        {
            if (tokens.TryGetValue(name, out var there) && there == token)
            {
                tokens.Remove(name);
            }
        }
        finally
        {
            one.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => one.Dispose();
}
