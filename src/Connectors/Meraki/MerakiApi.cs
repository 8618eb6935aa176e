using System.Net.Http.Headers;
using System.Net.Http.Json;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Integrations.Contracts.Products;
using Holdfast.Platform.Kernel;

namespace Holdfast.Connectors.Meraki;

/// <summary>
/// The Dashboard API v1 (meraki/dashboard-api-python <c>meraki/session</c>). It may send us to a shard, by a redirect or by the address of a next page: the key goes along
/// only to https hosts below Meraki's own domains, and at most twice for one request. A redirect means that nothing was done.
/// </summary>
/// <param name="http">Sends.</param>
/// <param name="alsoMeraki">Hosts with their port that count as Meraki's too, also without TLS: for tests.</param>
internal sealed class MerakiApi(ProductHttp http, IReadOnlyList<string> alsoMeraki)
{
    private const string Usual = "https://api.meraki.com/api/v1";
    private const int MaxRedirects = 2;
    private const int MaxAnswerBytes = 16 * 1024 * 1024;
    private static readonly string[] Domains = ["meraki.com", "meraki.ca", "meraki.cn", "meraki.in", "gov-meraki.com"];

    /// <summary>Whether the key may be sent to an address.</summary>
    public bool IsMeraki(Uri uri) =>
        alsoMeraki.Contains(uri.Authority)
        || (uri.Scheme == Uri.UriSchemeHttps && uri.IsDefaultPort && uri.UserInfo.Length == 0
            && Domains.Any(d => uri.IdnHost.Equals(d, StringComparison.OrdinalIgnoreCase) || uri.IdnHost.EndsWith($".{d}", StringComparison.OrdinalIgnoreCase)));

    /// <summary>Asks for something without changing it.</summary>
    public Task<MerakiAnswer> Get(Connection connection, string path, CancellationToken ct) => Send(connection, HttpMethod.Get, path, null, changes: false, ct);

    /// <summary>Asks for something, by a path below the address or by an address that the API gave.</summary>
    public async Task<MerakiAnswer> Send(Connection connection, HttpMethod method, string path, object? body, bool changes, CancellationToken ct)
    {
        var address = path.Contains("://", StringComparison.Ordinal) ? path : $"{(connection.Settings.TextOrNull("url") ?? Usual).TrimEnd('/')}/{path}";
        var key = connection.Secrets["apiKey"] ?? "";
        for (var redirects = 0; ; redirects++)
        {
            if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || !IsMeraki(uri))
            {
                return new(http.Fail("redirected", "Meraki sends us to a host that is not known as Meraki's, where the key will not be sent."), default, null);
            }

            using var request = new HttpRequestMessage(method, uri) { Content = body is null ? null : JsonContent.Create(body) };
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {key}");
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
            var outcome = await http.Send(connection, request, MaxAnswerBytes, ct);
            if (outcome is { Failure: null, Status: 301 or 302 or 303 or 307 or 308 } && redirects < MaxRedirects
                && outcome.Header("Location") is { } location && Uri.TryCreate(uri, location, out var elsewhere))
            {
                address = elsewhere.AbsoluteUri;
                continue;
            }

            return MerakiAnswer.Of(http, outcome, changes, key);
        }
    }

    /// <summary>What is wrong with the settings; null when they will do.</summary>
    public async Task<Problem?> Check(FieldValues settings, CancellationToken ct) =>
        !MerakiConnector.IsId(settings.Text("organization")) ? MerakiProblems.BadOrganization
        : settings.TextOrNull("network") is { } network && !MerakiConnector.IsId(network) ? MerakiProblems.BadId
        : settings.TextOrNull("url") is { } url && (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || !IsMeraki(uri)) ? MerakiProblems.UnknownHost
        : await http.Check(settings, "url", ct);
}
