using System.Reflection;

namespace Holdfast.Hosts.Sensor;

/// <summary>The sensor's version, from its project file.</summary>
internal static class SensorVersion
{
    public static string Text { get; } =
        typeof(SensorVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0";
}
