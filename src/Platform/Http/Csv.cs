using System.Text;

namespace Holdfast.Platform.Http;

/// <summary>
/// Tables as CSV (RFC 4180): UTF-8, lines end in CR LF, a header first. What a spreadsheet would take for a formula, beginning with =, +, -, @, a tab or a carriage
/// return, gets an apostrophe in front: names are chosen by people of other tenants.
/// </summary>
public static class Csv
{
    /// <summary>The media type.</summary>
    public const string MediaType = "text/csv";

    /// <summary>A table.</summary>
    /// <param name="header">The columns' names.</param>
    /// <param name="rows">The cells; null for an empty one.</param>
    public static byte[] Write(IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string?>> rows)
    {
        ArgumentNullException.ThrowIfNull(header);
        ArgumentNullException.ThrowIfNull(rows);
        var text = new StringBuilder();
        Line(text, header);
        foreach (var row in rows)
        {
            Line(text, row);
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static void Line(StringBuilder text, IReadOnlyList<string?> cells)
    {
        for (var i = 0; i < cells.Count; i++)
        {
            text.Append(i == 0 ? "" : ",").Append(Cell(cells[i] ?? ""));
        }

        text.Append("\r\n");
    }

    private static string Cell(string value)
    {
        var safe = value is ['=' or '+' or '-' or '@' or '\t' or '\r', ..] ? $"'{value}" : value;
        return safe.AsSpan().ContainsAny(",\"\r\n") ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }
}
