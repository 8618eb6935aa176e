using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Holdfast.Modules.Integrations.Contracts.Ocsf;

namespace Holdfast.Modules.Integrations.Contracts.Products;

/// <summary>
/// Where in a document of JSON stands what an alert needs: for products that are known by a description of their documents alone. Total: each part of
/// a document becomes an alert or a rejection.
/// </summary>
public sealed record DocumentMapping
{
    private const int MaxAlerts = 1000;
    private const int MaxTitle = 200;
    private const int MaxKey = 400;

    /// <summary>The list of alerts; the document itself is the one alert when null.</summary>
    public JsonPath? List { get; init; }

    /// <summary>One line that says what is wrong. Needed.</summary>
    public required JsonPath Title { get; init; }

    /// <summary>The product's id of it; without one, a digest of the title and the machine stands in.</summary>
    public JsonPath? Key { get; init; }

    /// <summary>When it happened; when it came in if there is none.</summary>
    public JsonPath? Time { get; init; }

    /// <summary>How bad it is.</summary>
    public JsonPath? Severity { get; init; }

    /// <summary>The product's words for how bad.</summary>
    public SeverityTable Severities { get; init; } = SeverityTable.Usual;

    /// <summary>What says whether it is over.</summary>
    public JsonPath? State { get; init; }

    /// <summary>The words of <see cref="State"/> that say so, whatever their case.</summary>
    public IReadOnlyList<string> OverWords { get; init; } = [];

    /// <summary>More words.</summary>
    public JsonPath? Description { get; init; }

    /// <summary>The machine's name or address.</summary>
    public JsonPath? Host { get; init; }

    /// <summary>The product's id of the machine.</summary>
    public JsonPath? HostUid { get; init; }

    /// <summary>An address that it is about, the attacker's.</summary>
    public JsonPath? Address { get; init; }

    /// <summary>The account that it is about.</summary>
    public JsonPath? User { get; init; }

    /// <summary>Where to look at it.</summary>
    public JsonPath? Url { get; init; }

    /// <summary>Where a clock without an offset stands.</summary>
    public TimeZoneInfo Zone { get; init; } = TimeZoneInfo.Utc;

    /// <summary>The alerts of a document.</summary>
    /// <param name="connector">The connector's key, for the codes of rejections.</param>
    /// <param name="document">The document.</param>
    /// <param name="now">When it came in.</param>
    public ReadPage Read(string connector, JsonElement document, DateTimeOffset now)
    {
        var parts = List is null ? [document] : List.In(document) is { ValueKind: JsonValueKind.Array } list ? [.. list.EnumerateArray().Take(MaxAlerts + 1)] : Array.Empty<JsonElement>();
        if (List is not null && parts.Length == 0)
        {
            return new ReadPage([], null) { Rejected = [new($"{connector}.no_list", "There is no list of alerts where the mapping says.")] };
        }

        var read = parts.Take(MaxAlerts).Select(part => Alert(connector, part, now)).ToArray();
        var rejected = read.Select(one => one.Rejection).OfType<Rejection>();
        return new ReadPage([.. read.Select(one => one.Item).OfType<ReadItem>()], null)
        {
            Rejected = [.. parts.Length > MaxAlerts ? rejected.Append(new($"{connector}.too_many", $"A document has at most {MaxAlerts} alerts; the rest was left.")) : rejected],
        };
    }

    private (ReadItem? Item, Rejection? Rejection) Alert(string connector, JsonElement alert, DateTimeOffset now)
    {
        if (alert.ValueKind != JsonValueKind.Object)
        {
            return (null, new($"{connector}.not_an_object", "An alert is an object."));
        }

        if (Text(Title, alert) is not { } words || LooseJson.Line(words, MaxTitle) is not { Length: > 0 } title)
        {
            return (null, new($"{connector}.no_title", "There is no text where the mapping looks for the title.", Text(Key, alert, MaxKey)));
        }

        var host = Text(Host, alert, 255);
        var address = NormalAddress.Ip(host);
        var key = Text(Key, alert, MaxKey) ?? Digest(title, host ?? Text(HostUid, alert, 255));
        var happened = NormalTime.Parse(Text(Time, alert, 64), Zone) ?? now;
        var over = Text(State, alert, 100) is { } state && OverWords.Contains(state, StringComparer.OrdinalIgnoreCase);
        var device = host is null && Text(HostUid, alert, 255) is null ? null : new Endpoint
        {
            Uid = Text(HostUid, alert, 255), Name = host, Hostname = address is null ? host : null, Ip = address is null ? [] : [address],
        };
        var record = new DetectionFinding(title, Severities.Of(Text(Severity, alert, 100)), over ? FindingStatus.Resolved : FindingStatus.New, happened)
        {
            Desc = Text(Description, alert),
            Device = device,
            User = Text(User, alert, 500),
            SrcUrl = Text(Url, alert, 2000),
            SrcEndpoint = NormalAddress.Ip(Text(Address, alert, 100)) is { } source ? new Endpoint { Ip = [source] } : null,
            Observables = NormalObservable.All(
                NormalObservable.Of(ObservableType.IpAddress, Text(Address, alert, 100)),
                NormalObservable.Of(ObservableType.IpAddress, address),
                address is null ? NormalObservable.Of(ObservableType.Hostname, host) : null,
                NormalObservable.Of(ObservableType.UserName, Text(User, alert, 500))),
        };
        return (new ReadItem(LooseJson.Line(key, MaxKey), ReadKind.Alerts, title, !over, over ? now : happened, alert) { Record = record }, null);
    }

    // What a path finds is read as loosely as everything from outside: as the member of an object of its own.
    private static string? Text(JsonPath? path, JsonElement alert, int max = LooseJson.MaxText) =>
        path?.In(alert) is { } value ? LooseJson.Text(JsonSerializer.SerializeToElement(new { value }), "value", max) : null;

    private static string Digest(string title, string? host) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{title}\n{host}")))[..32];
}
