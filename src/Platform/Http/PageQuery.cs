using Holdfast.Platform.Kernel;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Platform.Http;

/// <summary>The query parameters <c>limit</c> (1 to 200, default 50) and <c>cursor</c> of every list.</summary>
public readonly record struct PageQuery(PageRequest Request)
{
    /// <summary>Binds from the query.</summary>
    public static ValueTask<PageQuery> BindAsync(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        var limit = PageRequest.DefaultLimit;
        if (http.Request.Query["limit"].ToString() is { Length: > 0 } text
            && (!int.TryParse(text, System.Globalization.NumberStyles.None, null, out limit) || limit is < 1 or > PageRequest.MaxLimit))
        {
            throw new ProblemException(RequestProblems.BadParameter("limit", $"limit is a number from 1 to {PageRequest.MaxLimit}."));
        }

        Guid? after = null;
        if (http.Request.Query["cursor"].ToString() is { Length: > 0 } cursor)
        {
            after = Guid.TryParseExact(cursor, "D", out var id)
                ? id
                : throw new ProblemException(RequestProblems.BadParameter("cursor", "cursor is what an answer gave as nextCursor."));
        }

        return new(new PageQuery(new PageRequest(limit, after)));
    }
}
