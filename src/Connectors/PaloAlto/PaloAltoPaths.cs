using System.Xml.Linq;
using Holdfast.Modules.Integrations.Contracts;

namespace Holdfast.Connectors.PaloAlto;

/// <summary>Where things stand in the configuration: of a Panorama in its device group, of a firewall in its virtual system, or for all.</summary>
internal static class PaloAltoPaths
{
    public const string Shared = "shared";
    private const string Device = "/config/devices/entry[@name='localhost.localdomain']";

    public static string Address(Connection connection, string name) => $"{Root(connection)}/address/entry[@name={PaloAltoXml.Literal(name)}]";

    public static string Group(Connection connection, string name) => $"{Root(connection)}/address-group/entry[@name={PaloAltoXml.Literal(name)}]";

    /// <summary>A node as it is in a configuration: <c>get</c> in the one that is being changed, <c>show</c> in the one that runs. Null without a failure when there is none.</summary>
    public static async Task<(XElement? Node, ActionOutcome.Failed? Failure)> Read(PaloAltoApi api, Connection connection, string action, string path, CancellationToken ct)
    {
        var answer = await api.Ask(connection, "config", [("action", action), ("xpath", path)], changes: false, ct);
        return answer.SaysNotThere ? (null, null)
            : answer.Failure is { } failure ? (null, failure)
            : answer.Result?.Elements().FirstOrDefault() is { } node ? (node, null)
            : (null, api.Http.NotTheProduct(changes: false));
    }

    private static string Root(Connection connection) =>
        connection.Settings.TextOrNull("deviceGroup") is { } group ? group == Shared ? "/config/shared" : $"{Device}/device-group/entry[@name={PaloAltoXml.Literal(group)}]"
        : connection.Settings.TextOrNull("vsys") is { } vsys ? vsys == Shared ? "/config/shared" : $"{Device}/vsys/entry[@name={PaloAltoXml.Literal(vsys)}]"
        : $"{Device}/vsys/entry[@name='vsys1']";
}
