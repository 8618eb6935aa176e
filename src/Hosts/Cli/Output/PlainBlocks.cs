namespace Holdfast.Hosts.Cli.Output;

/// <summary>Aligned text without colours, for files and pipes: one row, one line.</summary>
internal sealed class PlainBlocks(TextWriter writer) : IBlockWriter
{
    public void Write(Block block)
    {
        switch (block)
        {
            case Grid { Rows.Count: 0 } grid:
                writer.WriteLine(grid.Empty);
                break;
            case Grid grid:
                Aligned([.. grid.Headers.Select(h => h.ToUpperInvariant())], grid.Rows);
                break;
            case Facts facts:
                Aligned(facts);
                break;
            case Heading heading:
                writer.WriteLine();
                writer.WriteLine($"{SafeText.Line(heading.Text)}:");
                break;
            case Paragraph paragraph:
                writer.WriteLine(SafeText.Lines(paragraph.Text.Text));
                break;
            default:
                throw new InvalidOperationException($"{block.GetType().Name} can't be written.");
        }
    }

    private void Aligned(string[] headers, IReadOnlyList<Cell[]> rows)
    {
        var lines = rows.Select(row => Array.ConvertAll(row, cell => SafeText.Line(cell.Text))).Prepend(headers).ToList();
        var widths = Enumerable.Range(0, headers.Length).Select(column => lines.Max(line => line[column].Length)).ToArray();
        foreach (var line in lines)
        {
            writer.WriteLine(string.Join("  ", line.Select((text, column) => text.PadRight(widths[column]))).TrimEnd());
        }
    }

    private void Aligned(Facts facts)
    {
        var shown = facts.Items.Where(item => item.Value.Text.Length > 0).ToArray();
        var width = shown.Max(item => item.Label.Length);
        foreach (var (label, value) in shown)
        {
            var lines = SafeText.Lines(value.Text).Split('\n');
            writer.WriteLine($"{(label + ":").PadRight(width + 1)}  {lines[0]}");
            foreach (var line in lines.Skip(1))
            {
                writer.WriteLine($"{"".PadRight(width + 3)}{line}");
            }
        }
    }
}
