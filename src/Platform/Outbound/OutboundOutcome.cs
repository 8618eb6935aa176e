namespace Holdfast.Platform.Outbound;

/// <summary>How much one exchange may take; cut to the operator's bounds.</summary>
/// <param name="Timeout">For everything: name, connection, TLS, headers and body.</param>
/// <param name="MaxBytes">Of the body as it is on the wire; nothing is decompressed.</param>
public sealed record OutboundLimits(TimeSpan Timeout, int MaxBytes);

/// <summary>Why an exchange has no complete answer.</summary>
public enum OutboundFailure
{
    /// <summary>The URL, or an address of its host, is not one that may be reached. Nothing was sent.</summary>
    Forbidden,

    /// <summary>The host has no address.</summary>
    Unresolvable,

    /// <summary>No connection: refused, or no way there.</summary>
    Refused,

    /// <summary>The time ran out.</summary>
    TimedOut,

    /// <summary>No TLS: the certificate is not trusted, not for this host, or the other side does not speak it.</summary>
    TlsFailed,

    /// <summary>The headers or the body are larger than the limit.</summary>
    TooLarge,

    /// <summary>The connection broke, or what came is not HTTP.</summary>
    Broken,
}

/// <summary>What came of an exchange.</summary>
/// <param name="Failure">Null when the whole answer is here.</param>
/// <param name="Detail">For a person, of a failure: says no more of the other side's network than the caller has told us; empty on success.</param>
/// <param name="Status">The status, also when only the body failed (<see cref="OutboundFailure.TooLarge"/>, <see cref="OutboundFailure.TimedOut"/>, <see cref="OutboundFailure.Broken"/>); null when none came.</param>
/// <param name="Headers">Of the answer and its body, without regard to case; several values are joined with a comma.</param>
/// <param name="Body">The body, complete or empty.</param>
public sealed record OutboundOutcome(
    OutboundFailure? Failure,
    string Detail,
    int? Status,
    IReadOnlyDictionary<string, string> Headers,
    ReadOnlyMemory<byte> Body)
{
    private static readonly IReadOnlyDictionary<string, string> None = new Dictionary<string, string>();

    /// <summary>A complete answer with a status from 200 to 299.</summary>
    public bool Succeeded => Failure is null && Status is >= 200 and <= 299;

    /// <summary>A header's value, or null.</summary>
    public string? Header(string name) => Headers.GetValueOrDefault(name);

    internal static OutboundOutcome Failed(OutboundFailure failure, string detail) => new(failure, detail, null, None, default);
}
