using System.Globalization;
using System.Text;
using System.Text.Json;
using Holdfast.Modules.Fleet.Protocol;

namespace Holdfast.Bench.Ingest;

/// <summary>The rows of a round: as documents for the stream, and as text for psql.</summary>
internal sealed class Samples(Guid device, DateTimeOffset from)
{
    public const int Documents = 1_500;
    public const int PerDocument = 200;
    public const int Rows = Documents * PerDocument;

    /// <summary>As many documents as the server takes from the stream ahead.</summary>
    public const int InHand = 500;

    private static readonly string[] Names = [MetricNames.CpuUsedPercent, MetricNames.MemoryUsedPercent, MetricNames.DiskUsedPercent, MetricNames.Load1, MetricNames.NetworkSentBytesPerSecond];

    /// <summary>The documents with sequence numbers that follow the last one.</summary>
    public IEnumerable<byte[]> AsDocuments(long after)
    {
        for (var d = 0; d < Documents; d++)
        {
            var seq = after + d + 1;
            MetricSample[] samples = [.. Enumerable.Range(d * PerDocument, PerDocument).Select(Sample)];
            yield return JsonSerializer.SerializeToUtf8Bytes(new MetricsDocument(Guid.CreateVersion7(from), from, seq, seq - 1, samples), SensorJson.Default.MetricsDocument);
        }
    }

    /// <summary>The same rows in PostgreSQL's text format, in the same order.</summary>
    public void WriteText(string file)
    {
        using var text = new StreamWriter(file, append: false, new UTF8Encoding(false), 1 << 20) { NewLine = "\n" };
        for (var i = 0; i < Rows; i++)
        {
            var sample = Sample(i);
            text.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{device}\t{sample.At:yyyy-MM-dd HH:mm:ss.fff}+00\t{Guid.CreateVersion7(sample.At)}\t{sample.Name}\t{sample.Instance ?? "\\N"}\t{sample.Value:R}"));
        }
    }

    private MetricSample Sample(int i)
    {
        var name = Names[i % Names.Length];
        return new(from.AddMilliseconds(i - Rows), name, name == MetricNames.DiskUsedPercent ? "/var/lib" : null, i % 1000 / 10.0);
    }
}
