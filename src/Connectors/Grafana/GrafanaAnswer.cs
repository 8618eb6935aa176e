using System.Text.Json;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Integrations.Contracts.Ocsf;
using Holdfast.Modules.Integrations.Contracts.Products;
using Holdfast.Platform.Outbound;

namespace Holdfast.Connectors.Grafana;

/// <summary>What Grafana answered, judged: its status, and whether it is the object or list that was asked for.</summary>
/// <param name="Failure">Why it did not work; null when it did.</param>
/// <param name="Json">The body, of the kind that was asked for; undefined with a failure.</param>
/// <param name="Status">The status; null when no answer came.</param>
internal sealed record GrafanaAnswer(ActionOutcome.Failed? Failure, JsonElement Json, int? Status)
{
    /// <summary>Reads <c>{"message", "messageId"?, …}</c> on errors, sometimes a bare string, and from a proxy before it anything.</summary>
    public static GrafanaAnswer Of(ProductHttp http, OutboundOutcome answer, JsonValueKind wanted, bool changes)
    {
        var json = LooseJson.Parse(answer.Body);
        var failure = http.Failure(answer, changes, json switch
        {
            { ValueKind: JsonValueKind.String } bare => bare.GetString(),
            { ValueKind: JsonValueKind.Object } error => LooseJson.Text(error, "message"),
            _ => null,
        });
        return failure is not null ? new(failure, default, answer.Status)
            : json is { } body && body.ValueKind == wanted ? new(null, body, answer.Status)
            : new(http.NotTheProduct(changes), default, answer.Status);
    }

    /// <summary>Whether Grafana itself says that there is no such thing, and not a proxy or another product.</summary>
    public static bool SaysNotThere(OutboundOutcome answer) => answer is { Failure: null, Status: 404 } && LooseJson.Parse(answer.Body) is { ValueKind: JsonValueKind.Object };

    /// <summary>The id of something in Grafana's database.</summary>
    public static long? Id(JsonElement thing) => LooseJson.Number(thing, "id") is { } id && id == decimal.Truncate(id) && id is > 0 and <= long.MaxValue ? (long)id : null;
}
