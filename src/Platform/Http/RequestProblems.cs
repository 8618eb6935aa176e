using Holdfast.Platform.Kernel;

namespace Holdfast.Platform.Http;

/// <summary>What can be wrong with a request before any module sees it.</summary>
public static class RequestProblems
{
    /// <summary>The body is not JSON, or not of the described shape.</summary>
    public static Problem Malformed(string detail) => new(ProblemKind.Invalid, "request.malformed", detail);

    /// <summary>A member that the request does not have.</summary>
    public static Problem UnknownMember(string member) =>
        Problem.OfField("request.unknown_member", member, $"The request has no member '{member}'.");

    /// <summary>Members that the request needs and that are not there.</summary>
    public static Problem MissingMembers(string[] members) => new(
        ProblemKind.Invalid,
        "request.missing_member",
        $"The request lacks {string.Join(", ", members)}.",
        members.ToDictionary(m => m, _ => "This is needed.", StringComparer.Ordinal));

    /// <summary>A member whose value is of another type.</summary>
    public static Problem WrongType(string member) => Problem.OfField("request.wrong_type", member, $"The value of '{member}' is not of the described type.");

    /// <summary>A query parameter that the endpoint does not have.</summary>
    public static Problem UnknownParameter(string name) =>
        Problem.OfField("request.unknown_parameter", name, $"There is no query parameter '{name}' here.");

    /// <summary>A query parameter whose value cannot be used.</summary>
    public static Problem BadParameter(string name, string detail) => Problem.OfField("request.bad_parameter", name, detail);

    /// <summary>The body is larger than the limit.</summary>
    public static Problem TooLarge(long limit) => new(ProblemKind.TooLarge, "request.too_large", $"The body may hold at most {limit} bytes.");

    /// <summary>The body's media type is not one that the endpoint takes.</summary>
    public static Problem UnsupportedMedia { get; } = new(ProblemKind.UnsupportedMedia, "request.unsupported_media_type", "Send application/json.");

    /// <summary>Nothing is here for this caller. The same words for another tenant's things and for things that never were.</summary>
    public static Problem NotFound { get; } = new(ProblemKind.NotFound, "request.not_found", "There is nothing here.");

    /// <summary>The address is right and the method is not.</summary>
    public static Problem MethodNotAllowed { get; } = new(ProblemKind.MethodNotAllowed, "request.method_not_allowed", "This address does not take that method.");

    /// <summary>No credential, or none that is understood.</summary>
    public static Problem Unauthenticated { get; } = new(ProblemKind.Unauthenticated, "auth.required", "Sign in, or send a valid credential.");

    /// <summary>The database or the broker is away.</summary>
    public static Problem Unavailable { get; } =
        new(ProblemKind.Unavailable, "server.unavailable", "A part of the server is away for the moment. If this was a change, look whether it was made before you repeat it.", RetryAfter: TimeSpan.FromSeconds(5));

    /// <summary>The tenant is on its way to another store.</summary>
    public static Problem TenantRelocating { get; } =
        new(ProblemKind.Unavailable, "tenancy.relocating", "This tenant is being moved: for a moment it can be read, and nothing in it can be changed.", RetryAfter: TimeSpan.FromSeconds(1));

    /// <summary>If-Match names another version than the present one.</summary>
    public static Problem Stale { get; } = new(ProblemKind.Stale, "request.stale", "It has changed since you read it; read it again.");

    /// <summary>If-Match is not an entity tag of ours.</summary>
    public static Problem BadIfMatch { get; } = new(ProblemKind.Invalid, "request.bad_if_match", "If-Match holds one entity tag as an answer gave it, or *.");

    /// <summary>The key is not usable.</summary>
    public static Problem BadIdempotencyKey { get; } =
        new(ProblemKind.Invalid, "idempotency.bad_key", "Idempotency-Key holds 1 to 128 visible ASCII characters.");

    /// <summary>Nobody in particular asks, or the answer holds a credential: it is for the one who sent the request, and is not kept.</summary>
    public static Problem IdempotencyNotHere { get; } =
        new(ProblemKind.Invalid, "idempotency.not_here", "This address takes no Idempotency-Key: its answers are not kept. Send the request without one.");

    /// <summary>So many answers are kept for the tenant that no more are.</summary>
    public static Problem IdempotencyFull { get; } =
        new(ProblemKind.TooMany, "idempotency.too_many_keys", "Too many answers are kept for this tenant; send the request without an Idempotency-Key, or later.", RetryAfter: TimeSpan.FromMinutes(10));

    /// <summary>The key was used for another request.</summary>
    public static Problem IdempotencyMismatch { get; } =
        new(ProblemKind.Conflict, "idempotency.other_request", "This Idempotency-Key was used with another request.");

    /// <summary>The first request with this key has not ended.</summary>
    public static Problem IdempotencyUnfinished { get; } =
        new(ProblemKind.Conflict, "idempotency.unfinished", "The first request with this Idempotency-Key has not ended, or its end is not known; look before you try again.", RetryAfter: TimeSpan.FromSeconds(2));
}
