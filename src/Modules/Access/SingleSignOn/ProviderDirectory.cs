using System.Collections.Concurrent;
using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Outbound;
using Microsoft.Extensions.Options;

namespace Holdfast.Modules.Access.SingleSignOn;

/// <summary>What a provider says of itself, with its keys.</summary>
/// <param name="Metadata">The document.</param>
/// <param name="Keys">Those that tokens can be verified with.</param>
/// <param name="At">When both were read.</param>
/// <param name="KeysAt">When the keys were last read.</param>
internal sealed record KnownProvider(ProviderMetadata Metadata, IReadOnlyList<ProviderKey> Keys, DateTimeOffset At, DateTimeOffset KeysAt);

/// <summary>
/// Remembers what providers say of themselves: for an hour, and keys anew where a token names one that is not known, once a minute at most (or what is configured). One reads while others wait
/// for it; who could not be read is left alone for some seconds. In memory, bounded.
/// </summary>
internal sealed class ProviderDirectory(OutboundClient outbound, IOptions<AccessOptions> options, TimeProvider time)
{
    public static readonly OutboundLimits Limits = new(TimeSpan.FromSeconds(10), 256 * 1024);

    private const int MaxKnown = 5_000;
    private static readonly TimeSpan Fresh = TimeSpan.FromHours(1);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(5);
    private readonly ConcurrentDictionary<(IdentityProviderId, string), Entry> entries = new();

    /// <summary>What is known of a provider; a problem when it cannot be read.</summary>
    public Task<Result<KnownProvider>> Of(IdentityProvider provider, CancellationToken ct) => Read(provider, null, ct);

    /// <summary>The same with keys that were read anew, where a token names none of those that are known and they are a minute old; otherwise what is known.</summary>
    public async Task<KnownProvider> For(IdentityProvider provider, KnownProvider known, string token, CancellationToken ct) =>
        Jws.Read(token) is { } jws && jws.Candidate(known.Keys) is null && await Read(provider, known, ct) is { Succeeded: true, Value: var newer } ? newer : known;

    /// <summary>Reads the document; a sentence for an administrator when it will not do.</summary>
    public async Task<(ProviderMetadata? Metadata, string? Flaw)> Discover(string issuer, CancellationToken ct)
    {
        var (body, flaw) = await Get(issuer.TrimEnd('/') + "/.well-known/openid-configuration", ct);
        if (body is not { } json)
        {
            return (null, flaw);
        }

        return ProviderMetadata.Read(json) is not { } metadata ? (null, "What is there is no such document, or says too little.")
            : metadata.Issuer != issuer ? (metadata, $"It names another issuer: {Shown(metadata.Issuer)}")
            : !metadata.MaySendTo(metadata.Authorization) ? (metadata, "Its page to sign in is no address that people may be sent to.")
            : (metadata, null);
    }

    /// <summary>Reads keys; a sentence for an administrator when there are none.</summary>
    public async Task<(IReadOnlyList<ProviderKey>? Keys, string? Flaw)> ReadKeys(string address, CancellationToken ct)
    {
        var (body, flaw) = await Get(address, ct);
        return body is not { } json ? (null, flaw)
            : ProviderKeys.Read(json.Span) is not { } keys ? (null, "What is there is no set of keys.")
            : keys.Count == 0 ? (null, $"None of its keys is one for RS256 (of {ProviderKeys.MinRsaBits} bits at least) or ES256.")
            : (keys, null);
    }

    private async Task<(ReadOnlyMemory<byte>? Body, string? Flaw)> Get(string address, CancellationToken ct)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri))
        {
            return (null, "This is no address.");
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, uri) { Headers = { { "Accept", "application/json" } } };
        var outcome = await outbound.Send(request, Limits, ct);
        return outcome.Failure is not null ? (null, outcome.Detail)
            : outcome.Status is >= 300 and < 400 ? (null, "It leads somewhere else; that is not followed.")
            : !outcome.Succeeded ? (null, $"It answers with status {outcome.Status}.")
            : (outcome.Body, null);
    }

    private async Task<Result<KnownProvider>> Read(IdentityProvider provider, KnownProvider? newerThan, CancellationToken ct)
    {
        if (entries.Count >= MaxKnown)
        {
            entries.Clear();
        }

        var entry = entries.GetOrAdd((provider.Id, provider.Issuer), _ => new Entry());
        if (Enough(entry, newerThan) is { } known)
        {
            return known;
        }

        await entry.Reading.WaitAsync(ct);
        try
        {
            if (Enough(entry, newerThan) is { } meanwhile)
            {
                return meanwhile;
            }

            if (time.GetUtcNow() - entry.FailedAt < AfterFailure)
            {
                return SingleSignOnProblems.ProviderAway;
            }

            var (metadata, flaw) = entry.Known is { } present && newerThan is not null ? (present.Metadata, null) : await Discover(provider.Issuer, ct);
            var keys = flaw is null ? (await ReadKeys(metadata!.Keys, ct)).Keys : null;
            if (keys is null)
            {
                entry.FailedAt = time.GetUtcNow();
                return SingleSignOnProblems.ProviderAway;
            }

            var now = time.GetUtcNow();
            return entry.Known = new KnownProvider(metadata!, keys, newerThan is not null && entry.Known is { } before ? before.At : now, now);
        }
        finally
        {
            entry.Reading.Release();
        }
    }

    private KnownProvider? Enough(Entry entry, KnownProvider? newerThan) =>
        entry.Known is not { } known || time.GetUtcNow() - known.At >= Fresh ? null
        : newerThan is null || known.KeysAt > newerThan.KeysAt || time.GetUtcNow() - known.KeysAt < options.Value.ProviderKeysAge ? known
        : null;

    private static string Shown(string text) => new([.. text.Take(200).Select(c => char.IsControl(c) ? '?' : c)]);

    private sealed class Entry
    {
        public SemaphoreSlim Reading { get; } = new(1, 1);

        public KnownProvider? Known { get; set; }

        public DateTimeOffset FailedAt { get; set; }
    }
}
