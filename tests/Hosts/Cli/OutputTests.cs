using Holdfast.Hosts.Cli.Output;
using Spectre.Console;

namespace Holdfast.Tests.Hosts.Cli;

public sealed class OutputTests
{
    private static readonly Holdfast.Hosts.Cli.Output.Grid Tickets = new(["No", "Subject"], [[new Cell("1"), new Cell("[red]Disk[/] \u001b[2Jfull", Tone.Bad)], ["12", "short"]], "None.");

    [Fact]
    public void Redirected_lists_are_aligned_lines_without_colours()
    {
        var output = new StringWriter { NewLine = "\n" };

        new PlainBlocks(output).Write(Tickets);

        output.ToString().ShouldBe("NO  SUBJECT\n1   [red]Disk[/] <001B>[2Jfull\n12  short\n");
    }

    [Fact]
    public void At_a_terminal_a_list_is_a_table_and_its_texts_are_neither_markup_nor_escapes()
    {
        var output = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(output) });
        console.Profile.Width = 80;

        new TerminalBlocks(console).Write(Tickets);

        output.ToString().ShouldContain("│ 1  │ [red]Disk[/] <001B>[2Jfull │");
    }

    [Fact]
    public void Texts_keep_their_lines_and_lose_what_a_terminal_obeys()
    {
        SafeText.Lines("a\r\nb\u202Ec\u009B").ShouldBe("a \nb<202E>c<009B>");
        SafeText.Line("a\nb\tc").ShouldBe("a b c");
        SafeText.Line("Ñandú 東京 🙂").ShouldBe("Ñandú 東京 🙂");
    }
}
