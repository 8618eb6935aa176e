using System.Text.Json;
using Holdfast.Modules.Integrations.Contracts.Ocsf;

namespace Holdfast.Connectors.Splunk;

/// <summary>
/// A stream of <c>/search/jobs/export</c>: one JSON object a line, after a byte order mark perhaps, with blank lines perhaps, previews that repeat rows, and a last line
/// without a row. The status was sent before the search ended, so a failure is a line too.
/// </summary>
/// <param name="Rows">What was found, up to a bound.</param>
/// <param name="Said">The words of a failure; null when there is none.</param>
/// <param name="IsComplete">Whether the last line says that it is the last, and no row was left out.</param>
/// <param name="IsGarbage">Whether a line is none of Splunk's.</param>
/// <param name="IsEmpty">Whether nothing came at all.</param>
internal sealed record SplunkExport(IReadOnlyList<JsonElement> Rows, string? Said, bool IsComplete, bool IsGarbage, bool IsEmpty)
{
    /// <summary>Reads it.</summary>
    public static SplunkExport Read(ReadOnlyMemory<byte> body, int maxRows)
    {
        var rows = new List<JsonElement>();
        var (last, left, garbage, lines) = (false, false, false, 0);
        string? said = null;
        while (body.Length > 0 && said is null && !garbage)
        {
            var end = body.Span.IndexOf((byte)'\n');
            var line = end < 0 ? body : body[..end];
            body = end < 0 ? default : body[(end + 1)..];
            if (line.Span.Trim(" \r\t\uFEFF"u8).IsEmpty)
            {
                continue;
            }

            lines++;
            if (LooseJson.Parse(line) is not { ValueKind: JsonValueKind.Object } part)
            {
                garbage = true;
            }
            else if (SplunkAnswer.Said(part) is { } words)
            {
                said = words;
            }
            else if (LooseJson.Truth(part, "preview") != true)
            {
                last = LooseJson.Truth(part, "lastrow") == true;
                if (LooseJson.At(part, "result") is { ValueKind: JsonValueKind.Object } row)
                {
                    left |= rows.Count == maxRows;
                    rows.AddRange(rows.Count == maxRows ? [] : [row]);
                }
            }
        }

        return new(rows, said, last && !left, garbage, lines == 0);
    }
}
