using System.Diagnostics;

namespace Holdfast.Hosts.Sensor.Sending;

/// <summary>Begins the trace of what is sent (W3C Trace Context): the sensor records no spans, but what the server does with a message can be followed from here.</summary>
internal static class TraceHeader
{
    public const string Name = "traceparent";

    public static string New() => $"00-{ActivityTraceId.CreateRandom()}-{ActivitySpanId.CreateRandom()}-01";
}
