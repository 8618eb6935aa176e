using Spectre.Console;

namespace Holdfast.Hosts.Cli.Output;

/// <summary>Boxes and colours for a person at a terminal.</summary>
internal sealed class TerminalBlocks(IAnsiConsole console) : IBlockWriter
{
    public void Write(Block block)
    {
        switch (block)
        {
            case Grid { Rows.Count: 0 } grid:
                console.WriteLine(grid.Empty);
                break;
            case Grid grid:
                var table = new Table().RoundedBorder().BorderColor(Color.Grey);
                foreach (var header in grid.Headers)
                {
                    // An id that is broken over two lines can't be copied.
                    table.AddColumn(new TableColumn(new Text(header, new Style(decoration: Decoration.Bold))) { NoWrap = header == "Id" });
                }

                foreach (var row in grid.Rows)
                {
                    table.AddRow(row.Select(cell => Styled(cell, SafeText.Line(cell.Text))));
                }

                console.Write(table);
                break;
            case Facts facts:
                var pairs = new Spectre.Console.Grid().AddColumn(new GridColumn().NoWrap().PadRight(2)).AddColumn();
                foreach (var (label, value) in facts.Items.Where(item => item.Value.Text.Length > 0))
                {
                    pairs.AddRow(new Text(label, StyleOf(Tone.Quiet)), Styled(value, SafeText.Lines(value.Text)));
                }

                console.Write(pairs);
                break;
            case Heading heading:
                console.WriteLine();
                console.Write(new Text(SafeText.Line(heading.Text) + "\n", new Style(decoration: Decoration.Bold)));
                break;
            case Paragraph paragraph:
                console.Write(Styled(paragraph.Text, SafeText.Lines(paragraph.Text.Text) + "\n"));
                break;
            default:
                throw new InvalidOperationException($"{block.GetType().Name} can't be written.");
        }
    }

    private static Text Styled(Cell cell, string text) => new(text, StyleOf(cell.Tone));

    private static Style StyleOf(Tone tone) => tone switch
    {
        Tone.Good => new Style(Color.Green),
        Tone.Warning => new Style(Color.Yellow),
        Tone.Bad => new Style(Color.Red),
        Tone.Quiet => new Style(Color.Grey),
        _ => Style.Plain,
    };
}
