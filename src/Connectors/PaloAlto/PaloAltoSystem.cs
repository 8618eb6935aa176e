using System.Globalization;
using System.Xml.Linq;
using System.Xml.XPath;
using Holdfast.Modules.Integrations.Contracts;

namespace Holdfast.Connectors.PaloAlto;

/// <summary>What a device says of itself: <c>show system info</c>.</summary>
internal static class PaloAltoSystem
{
    private static readonly TimeSpan MaxSkew = TimeSpan.FromMinutes(15);

    public static XElement Info { get; } = new("show", new XElement("system", new XElement("info")));

    public static XElement? Of(PaloAltoAnswer answer) => answer.Failure is null && answer.Response?.XPathSelectElement("result/system") is { HasElements: true } system ? system : null;

    /// <summary>Whether it manages others: a virtual Panorama says so by its model, an appliance by its mode.</summary>
    public static bool IsPanorama(XElement system) =>
        PaloAltoXml.Text(system, "model")?.StartsWith("Panorama", StringComparison.OrdinalIgnoreCase) == true
        || PaloAltoXml.Text(system, "system-mode") is "panorama" or "management-only";

    public static async Task<ConnectionCheck> Test(PaloAltoApi api, Connection connection, DateTimeOffset now, CancellationToken ct)
    {
        var answer = await api.Op(connection, Info, ct);
        if (answer.Failure is { } failure)
        {
            return ConnectionCheck.Fails(failure.Code, failure.Detail);
        }

        if (Of(answer) is not { } system)
        {
            var other = api.Http.NotTheProduct(changes: false);
            return ConnectionCheck.Fails(other.Code, other.Detail);
        }

        var name = PaloAltoXml.Text(system, "hostname", 100) ?? "a device without a name";
        var said = $"Signed in to {name} ({PaloAltoXml.Text(system, "model", 60)}, PAN-OS {PaloAltoXml.Text(system, "sw-version", 60)}).";
        var noThreats = PaloAltoXml.Text(system, "threat-version") == "0" ? " It has no threat content, so it writes no threat logs." : "";
        var skew = ClockOf(system, PaloAltoZone.Of(connection.Settings)) is { } clock && (clock - now).Duration() > MaxSkew
            ? $" Its clock is {(clock - now).TotalMinutes:0} minutes from what timeZone says: logs would be missed. Set timeZone to the device's." : "";
        return ConnectionCheck.Works(said + noThreats + skew);
    }

    // "Wed Mar  9 05:10:06 2022" and a new line: no offset.
    private static DateTimeOffset? ClockOf(XElement system, TimeZoneInfo zone) =>
        DateTime.TryParseExact(
            string.Join(' ', (PaloAltoXml.Text(system, "time", 60) ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries)),
            "ddd MMM d HH:mm:ss yyyy", CultureInfo.InvariantCulture, DateTimeStyles.None, out var clock) && clock.Year is > 1 and < 9999
            ? new DateTimeOffset(clock, zone.GetUtcOffset(clock)) : null;
}

/// <summary>The zone in which a device writes and reads its clock.</summary>
internal static class PaloAltoZone
{
    public static TimeZoneInfo Of(FieldValues settings) =>
        settings.TextOrNull("timeZone") is { } name && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : TimeZoneInfo.Utc;

    /// <summary>
    /// A moment as a query says it. An hour that is there twice is named by its clock only, so a moment within one goes back until it is named once:
    /// reading something twice does no harm.
    /// </summary>
    public static string Query(DateTimeOffset moment, TimeZoneInfo zone)
    {
        var clock = TimeZoneInfo.ConvertTime(moment, zone);
        for (var i = 0; i < 6 && zone.IsAmbiguousTime(clock); i++)
        {
            moment -= TimeSpan.FromMinutes(30);
            clock = TimeZoneInfo.ConvertTime(moment, zone);
        }

        return clock.ToString("yyyy/MM/dd HH:mm:ss", CultureInfo.InvariantCulture);
    }
}
