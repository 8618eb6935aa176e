using System.Text.Json;
using System.Text.RegularExpressions;
using Holdfast.Modules.Integrations.Contracts.Ocsf;

namespace Holdfast.Connectors.Splunk;

/// <summary>Fields of rows, by the names of Splunk's common information model. Each value is a text, or a list of texts where a field has several.</summary>
internal static partial class SplunkFields
{
    private const int MaxTitle = 200;

    // What lookups and searches write where they know nothing.
    private static readonly HashSet<string> Nothing = new(StringComparer.OrdinalIgnoreCase) { "unknown", "-", "n/a", "none", "null", "any" };

    /// <summary>A machine of a field that holds a name or an address.</summary>
    public static Endpoint? End(JsonElement row, string name, string? port = null)
    {
        var texts = LooseJson.Texts(row, name);
        var addresses = texts.Select(NormalAddress.Ip).OfType<string>().Distinct().Take(20).ToArray();
        var host = texts.FirstOrDefault(text => NormalAddress.Ip(text) is null);
        return texts.Count == 0 ? null : new Endpoint
        {
            Name = host ?? addresses.FirstOrDefault(),
            Hostname = host,
            Ip = addresses,
            Port = port is not null && ushort.TryParse(LooseJson.Text(row, port, 20), out var number) ? number : null,
        };
    }

    /// <summary>What a row has in common with others, the source first.</summary>
    /// <param name="row">The row.</param>
    /// <param name="host">The field that names the machine which an event is of.</param>
    public static IReadOnlyList<Observable> Observables(JsonElement row, string host) => NormalObservable.All(
    [
        .. Of(row, AddressOrHost, "src", "src_ip", "dest", "dest_ip", "dvc", host),
        .. Of(row, text => NormalObservable.Of(ObservableType.UserName, text), "user", "src_user"),
        .. Of(row, text => NormalObservable.Of(ObservableType.Hash, text), "file_hash"),
        .. Of(row, text => NormalObservable.Of(ObservableType.UrlString, text), "url"),
        .. Of(row, text => NormalObservable.Of(ObservableType.DomainName, text), "query"),
    ]);

    /// <summary>A title with <c>$field$</c> put in from the row: Splunk does not always do so itself.</summary>
    public static string Title(JsonElement row, string? title, string otherwise) =>
        LooseJson.Line(Unexpanded().Replace(title ?? otherwise, match => LooseJson.Text(row, match.Groups[1].Value, 100) ?? match.Value), MaxTitle) is { Length: > 0 } line ? line : otherwise;

    private static IEnumerable<Observable?> Of(JsonElement row, Func<string, Observable?> read, params string[] names) =>
        names.SelectMany(name => LooseJson.Texts(row, name)).Where(text => !Nothing.Contains(text)).Select(read);

    private static Observable? AddressOrHost(string text) => NormalObservable.Of(ObservableType.IpAddress, text) ?? NormalObservable.Of(ObservableType.Hostname, text);

    [GeneratedRegex(@"\$([A-Za-z_]\w{0,60})\$")]
    private static partial Regex Unexpanded();
}
