using System.Diagnostics.CodeAnalysis;
using Holdfast.Platform.Kernel;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Platform.Http;

/// <summary>The If-Match header of a PUT, PATCH or DELETE (RFC 9110, 13.1.1). Absent or <c>*</c> means any version.</summary>
public readonly record struct IfMatch(long? Version)
{
    /// <summary>The entity tag of a version.</summary>
    public static string Tag(long version) => $"\"{version}\"";

    /// <summary>Binds from the header.</summary>
    public static ValueTask<IfMatch> BindAsync(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        var text = http.Request.Headers.IfMatch.ToString();
        return text is "" or "*"
            ? new(new IfMatch(null))
            : TryParse(text, out var version)
                ? new(new IfMatch(version))
                : throw new ProblemException(RequestProblems.BadIfMatch);
    }

    /// <summary>A problem when the present version is another.</summary>
    public Problem? Check(long present) => Version is { } wanted && wanted != present ? RequestProblems.Stale : null;

    /// <summary>What is about to be changed, at the version that the caller has in mind.</summary>
    /// <param name="loading">Reads it, with its lock.</param>
    /// <param name="missing">What to answer when there is none.</param>
    public async Task<Result<T>> Take<T>(Task<T?> loading, Problem missing) where T : class, IVersioned
    {
        ArgumentNullException.ThrowIfNull(loading);
        return await loading is not { } found ? missing : Check(found.Version) is { } stale ? stale : found;
    }

    private static bool TryParse([NotNullWhen(true)] string? text, out long version)
    {
        version = 0;
        return text is ['"', .., '"'] && long.TryParse(text.AsSpan(1, text.Length - 2), System.Globalization.NumberStyles.None, null, out version);
    }
}
