using System.Globalization;
using System.Text.Json;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Integrations.Contracts.Products;
using Holdfast.Platform.Kernel;

namespace Holdfast.Connectors.Meraki;

/// <summary>
/// Pages of a list. The next one is where the header <c>Link</c> says; such addresses are never made here. Each list has a least page of its own: where fewer are asked for, a
/// page is read again and cut.
/// </summary>
internal static class MerakiPages
{
    private const int MaxCursor = 2000;

    /// <summary>Reads one page of documents.</summary>
    /// <param name="api">Whom to ask.</param>
    /// <param name="http">Whose words to use.</param>
    /// <param name="connection">Whose.</param>
    /// <param name="call">What is asked for.</param>
    /// <param name="path">Below the address, without a query.</param>
    /// <param name="query">Of the first page; perPage is added.</param>
    /// <param name="least">The least perPage.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<Result<(JsonElement[] Documents, string? Next)>> Read(
        MerakiApi api, ProductHttp http, Connection connection, ReadCall call, string path, string query, int least, CancellationToken ct)
    {
        var (address, skip) = ($"{path}?perPage={Math.Max(call.Limit, least)}{query}", 0);
        if (call.Cursor is { } cursor)
        {
            if (PageCursor.Read(cursor, call.Read.Split('.')[1], 2) is not [{ } at, { } from] || !int.TryParse(from, NumberStyles.None, CultureInfo.InvariantCulture, out skip) || !IsOf(api, at, path))
            {
                return MerakiProblems.BadCursor;
            }

            address = at;
        }

        var answer = await api.Get(connection, address, ct);
        if (answer.Failure is { } failure)
        {
            return failure.AsProblem();
        }

        if (answer.List is not { } documents)
        {
            return http.NotTheProduct(changes: false).AsProblem();
        }

        var next = documents.Length > skip + call.Limit ? Cursor(call, address, skip + call.Limit)
            : answer.Next is { } link && documents.Length > 0 ? Cursor(call, link, 0)
            : null;
        return next?.Length > MaxCursor ? http.NotTheProduct(changes: false).AsProblem() : (documents.Skip(skip).Take(call.Limit).ToArray(), next);
    }

    private static string Cursor(ReadCall call, string address, int skip) => PageCursor.Of(call.Read.Split('.')[1], address, skip.ToString(CultureInfo.InvariantCulture));

    // A cursor was in others' hands: it may lead to this list only, and to Meraki only.
    private static bool IsOf(MerakiApi api, string address, string path) =>
        address.StartsWith($"{path}?", StringComparison.Ordinal)
        || (Uri.TryCreate(address, UriKind.Absolute, out var uri) && api.IsMeraki(uri) && uri.AbsolutePath.EndsWith($"/{path}", StringComparison.Ordinal));
}
