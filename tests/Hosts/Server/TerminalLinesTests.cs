using Holdfast.Hosts.Server;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Holdfast.Tests.Hosts.Server;

public sealed class TerminalLinesTests
{
    [Fact]
    public void A_line_says_when_what_part_and_what() => Written(LogLevel.Information, "Listening").ShouldMatch(@"^\d\d:\d\d:\d\d Engines: Listening\n$");

    [Theory]
    [InlineData(LogLevel.Warning, "\x1b[33mwarning \x1b[39mEngines: ")]
    [InlineData(LogLevel.Error, "\x1b[31merror \x1b[39mEngines: ")]
    [InlineData(LogLevel.Debug, "debug Engines: ")]
    public void A_level_that_is_not_plain_information_is_named(LogLevel level, string expected) => Written(level, "x").ShouldContain(expected);

    [Fact]
    public void What_comes_from_outside_cannot_steer_the_terminal() =>
        Written(LogLevel.Information, "user \x1b[2J\r\n12:00:00 Holdfast: all is well").ShouldMatch(@"^\d\d:\d\d:\d\d Engines: user  \[2J  12:00:00 Holdfast: all is well\n$");

    [Fact]
    public void An_error_follows_below()
    {
        var lines = Written(LogLevel.Error, "It broke", new InvalidOperationException("because")).Split('\n');
        lines[0].ShouldEndWith("Engines: It broke");
        lines[1].ShouldBe("         System.InvalidOperationException: because");
    }

    private static string Written(LogLevel level, string message, Exception? error = null)
    {
        using var writer = new StringWriter { NewLine = "\n" };
        new TerminalLines().Write(new LogEntry<string>(level, "Holdfast.Engines", default, message, error, (state, _) => state), null, writer);
        return writer.ToString();
    }
}
