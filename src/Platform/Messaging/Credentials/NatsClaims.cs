using System.Text.Json;
using System.Text.Json.Serialization;

namespace Holdfast.Platform.Messaging.Credentials;

/// <summary>The JWT's envelope; times in seconds since 1970.</summary>
internal sealed record Claims<T>
{
    public string? Jti { get; init; }

    public long Iat { get; init; }

    public string Iss { get; init; } = "";

    public string Sub { get; init; } = "";

    public string? Name { get; init; }

    public long? Exp { get; init; }

    public required T Nats { get; init; }
}

/// <summary>What every kind has.</summary>
internal sealed record AnyBody
{
    public string Type { get; init; } = "";

    public int Version { get; init; }

    public bool BearerToken { get; init; }

    public string? IssuerAccount { get; init; }

    // An account's may be objects (scoped signing keys); Holdfast makes none.
    public JsonElement? SigningKeys { get; init; }
}

internal sealed record OperatorBody
{
    public string? SystemAccount { get; init; }

    public IReadOnlyList<string>? SigningKeys { get; init; }

    public bool? StrictSigningKeyUsage { get; init; }

    public string Type { get; init; } = "operator";

    public int Version { get; init; } = 2;
}

internal sealed record AccountBody
{
    public required AccountLimits Limits { get; init; }

    public IReadOnlyList<string>? SigningKeys { get; init; }

    public IReadOnlyDictionary<string, long>? Revocations { get; init; }

    public string Type { get; init; } = "account";

    public int Version { get; init; } = 2;
}

internal sealed record AccountLimits
{
    public long Subs { get; init; } = -1;

    public long Data { get; init; } = -1;

    public long Payload { get; init; } = -1;

    public long Imports { get; init; } = -1;

    public long Exports { get; init; } = -1;

    public bool Wildcards { get; init; } = true;

    public long Conn { get; init; } = -1;

    public long Leaf { get; init; } = -1;

    public long? MemStorage { get; init; }

    public long? DiskStorage { get; init; }

    public long? Streams { get; init; }

    public long? Consumer { get; init; }
}

internal sealed record UserBody
{
    public required SubjectLists Pub { get; init; }

    public required SubjectLists Sub { get; init; }

    public long Subs { get; init; } = -1;

    public long Data { get; init; } = -1;

    public long Payload { get; init; } = -1;

    public bool? BearerToken { get; init; }

    public string? IssuerAccount { get; init; }

    public string Type { get; init; } = "user";

    public int Version { get; init; } = 2;
}

internal sealed record SubjectLists(IReadOnlyList<string>? Allow, IReadOnlyList<string>? Deny)
{
    public static SubjectLists Of(IReadOnlyList<string> allow, IReadOnlyList<string> deny) => new(allow.Count == 0 ? null : allow, deny.Count == 0 ? null : deny);
}

internal sealed record ClaimsAnswer
{
    public ClaimsOutcome? Data { get; init; }

    public ClaimsOutcome? Error { get; init; }
}

internal sealed record VarzAnswer
{
    public VarzServer? Data { get; init; }
}

internal sealed record VarzServer
{
    public string ServerId { get; init; } = "";

    public string ServerName { get; init; } = "";

    public IReadOnlyList<string>? TrustedOperatorsJwt { get; init; }
}

internal sealed record ClaimsOutcome
{
    public int Code { get; init; }

    public string? Message { get; init; }

    public string? Description { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Claims<OperatorBody>))]
[JsonSerializable(typeof(Claims<AccountBody>))]
[JsonSerializable(typeof(Claims<UserBody>))]
[JsonSerializable(typeof(Claims<AnyBody>))]
[JsonSerializable(typeof(ClaimsAnswer))]
[JsonSerializable(typeof(VarzAnswer))]
internal sealed partial class ClaimsContext : JsonSerializerContext;
