using System.Xml.Linq;
using System.Xml.XPath;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Integrations.Contracts.Products;
using Holdfast.Platform.Outbound;

namespace Holdfast.Connectors.PaloAlto;

/// <summary>
/// What a device answered, judged by its envelope <c>&lt;response status code&gt;</c>: the HTTP status is often 200 with an error inside. Where the words
/// of an error stand is not documented; they are looked for in the order of pan-python's <c>xapi.py</c>.
/// </summary>
/// <param name="Failure">Why it did not work; null when it did.</param>
/// <param name="Response">The envelope, also of a failure; null when there is none.</param>
internal sealed record PaloAltoAnswer(ActionOutcome.Failed? Failure, XElement? Response)
{
    private const int MaxWords = 500;

    /// <summary>The device's number for what happened.</summary>
    public int? Code => Number(Response?.Attribute("code")?.Value);

    public XElement? Result => Response?.Element("result");

    /// <summary>Whether it was the key that was not taken, so that a new one can help. A role that may not do it stays so with any key.</summary>
    public bool IsKeyDead => Failure is { Code: "paloalto.unauthorized" };

    /// <summary>The device says that there is no such node: with an error, or as a success without a result.</summary>
    public bool SaysNotThere => Code == 7 || (Failure is null && Result is { HasElements: false, Value: "" } or null);

    public static PaloAltoAnswer Of(ProductHttp http, OutboundOutcome answer, bool changes)
    {
        var response = answer.Failure is null && PaloAltoXml.Parse(answer.Body) is { } root && root.Name.LocalName == "response" ? root : null;
        var words = response is null ? null : WordsOf(response);
        var failure = http.Failure(answer, changes, words);
        if (response is null || answer.Status is (>= 300 and <= 399) or 404 or 429 or >= 500)
        {
            return new(failure ?? http.NotTheProduct(changes), response);
        }

        var code = Number(response.Attribute("code")?.Value);
        return response.Attribute("status")?.Value switch
        {
            "success" when failure is null => new(null, response),

            // Very old versions leave the status out.
            null when failure is null && response.XPathSelectElement("result/key") is not null => new(null, response),
            "success" or null => new(failure ?? http.NotTheProduct(changes), response),
            "unauth" => new(Unauthorized(http, words), response),
            _ => new(ByCode(http, code ?? answer.Status, words, changes), response),
        };
    }

    /// <summary>The words of an answer, wherever they stand.</summary>
    public static string? WordsOf(XElement response)
    {
        var entries = UidMessages(response);
        var lines = entries.Count > 0 ? entries
            : Lines(response.XPathSelectElements("msg/line")) is { Count: > 0 } inMessage ? inMessage
            : Lines(response.XPathSelectElements("result/msg/line")) is { Count: > 0 } inResult ? inResult
            : Lines(response.XPathSelectElements("result/msg")) is { Count: > 0 } result ? result
            : Lines(response.XPathSelectElements("msg")) is { Count: > 0 } message ? message
            : Lines(response.XPathSelectElements("result/job/details/line"));
        return lines.Count > 0 ? PaloAltoXml.Line(string.Join("; ", lines), MaxWords) : null;
    }

    /// <summary>What User-ID says of each entry of a message.</summary>
    public static IReadOnlyList<string> UidMessages(XElement response) =>
        [.. response.XPathSelectElements("msg/line/uid-response/payload/*/entry").Select(entry => PaloAltoXml.Line(entry.Attribute("message")?.Value ?? "", MaxWords)).Take(100)];

    private static List<string> Lines(IEnumerable<XElement> elements) => [.. elements.Take(20)
        .SelectMany(line => line.XPathSelectElement("newjob/newmsg") is { } nested ? [nested] : line.Elements("line") is var lines && lines.Any() ? lines : [line])
        .Select(line => PaloAltoXml.Line(line.Value, MaxWords)).Where(text => text.Length > 0)];

    private static ActionOutcome.Failed ByCode(ProductHttp http, int? code, string? words, bool changes) => code switch
    {
        7 => http.Fail("not_found", "The device has no such object." + ProductHttp.Says(words)),
        8 => http.Fail("not_unique", "The device has several such objects." + ProductHttp.Says(words)),
        10 => http.Fail("in_use", "The object is in use by others." + ProductHttp.Says(words)),
        13 => Operation(http, words),
        22 => Unauthorized(http, words),
        401 => Unauthorized(http, words),
        403 when words?.Contains("not authorized", StringComparison.OrdinalIgnoreCase) != true && words?.Contains("permi", StringComparison.OrdinalIgnoreCase) != true => Unauthorized(http, words),
        14 or 15 or 16 or 403 => http.Fail("forbidden", "The device does not let this account do it." + ProductHttp.Says(words)),
        2 or 3 or 4 or 5 or 9 or 11 or 21 => http.Doubtful("server_error", $"The device had an internal error ({code}).", changes, ProductHttp.Says(words)),
        _ => Operation(http, words),
    };

    // A commit or an install that is under way refuses another for a while; nothing was begun.
    private static ActionOutcome.Failed Operation(ProductHttp http, string? words) =>
        words is not null && Busy.Any(busy => words.Contains(busy, StringComparison.OrdinalIgnoreCase))
            ? http.Fail("busy", "The device is busy with another change." + ProductHttp.Says(words)) with { Retryable = true, RetryAfter = TimeSpan.FromSeconds(30) }
            : http.Fail("rejected", "The device refused." + ProductHttp.Says(words));

    private static readonly string[] Busy =
    [
        "commit/validate is in progress", "commit is in progress", "sync is in progress", "install is in progress", "commit is already in progress",
    ];

    private static ActionOutcome.Failed Unauthorized(ProductHttp http, string? words) =>
        http.Fail("unauthorized", "The device does not accept the key." + ProductHttp.Says(words));

    private static int? Number(string? text) => int.TryParse(text?.Trim(), out var number) ? number : null;
}
