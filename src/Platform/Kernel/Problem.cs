namespace Holdfast.Platform.Kernel;

/// <summary>What kind of thing went wrong; decides the HTTP status, the CLI's exit code and whether a retry can help.</summary>
public enum ProblemKind
{
    /// <summary>The request can never succeed as it is (400).</summary>
    Invalid,

    /// <summary>Who is asking is not known (401).</summary>
    Unauthenticated,

    /// <summary>The caller is known and may know that the thing exists, but may not do this (403).</summary>
    Forbidden,

    /// <summary>There is no such thing for this caller (404).</summary>
    NotFound,

    /// <summary>It was here and is gone for good; asking again cannot help (410).</summary>
    Gone,

    /// <summary>The method is not one of the address's (405).</summary>
    MethodNotAllowed,

    /// <summary>The present state refuses the change (409).</summary>
    Conflict,

    /// <summary>The caller's copy is out of date: If-Match names another version (412).</summary>
    Stale,

    /// <summary>The body is larger than the limit (413).</summary>
    TooLarge,

    /// <summary>The body's media type is not understood (415).</summary>
    UnsupportedMedia,

    /// <summary>A limit was reached; later it may succeed (429).</summary>
    TooMany,

    /// <summary>A standard has it, and this server has not (501).</summary>
    NotSupported,

    /// <summary>A part that is needed is away for the moment (503).</summary>
    Unavailable,
}

/// <summary>An expected outcome that is not success. Modules make these in <c>XProblems.cs</c> only; anything unexpected is an exception.</summary>
/// <param name="Kind">Decides the status.</param>
/// <param name="Code">Public, stable, never renamed: <c>area.reason</c> in lower snake case.</param>
/// <param name="Detail">One sentence for a person; no secrets, no other tenant's data.</param>
/// <param name="Fields">What is wrong with which member of the request, by its JSON name.</param>
/// <param name="RetryAfter">For <see cref="ProblemKind.TooMany"/> and <see cref="ProblemKind.Unavailable"/>: when to try again.</param>
public sealed record Problem(
    ProblemKind Kind,
    string Code,
    string Detail,
    IReadOnlyDictionary<string, string>? Fields = null,
    TimeSpan? RetryAfter = null)
{
    /// <summary>A problem with one member of the request.</summary>
    public static Problem OfField(string code, string field, string detail) =>
        new(ProblemKind.Invalid, code, detail, new Dictionary<string, string>(StringComparer.Ordinal) { [field] = detail });
}
