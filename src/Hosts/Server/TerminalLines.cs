using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Holdfast.Hosts.Server;

/// <summary>
/// Log lines for a person at a terminal: when, what part, what it says; the level where it is not plain information. What comes from outside cannot
/// steer the terminal: control characters become spaces.
/// </summary>
internal sealed class TerminalLines() : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "terminal";

    private const string Yellow = "\x1b[33m";
    private const string Red = "\x1b[31m";
    private const string Plain = "\x1b[39m";

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var (word, colour) = logEntry.LogLevel switch
        {
            LogLevel.Warning => ("warning ", Yellow),
            LogLevel.Error => ("error ", Red),
            LogLevel.Critical => ("critical ", Red),
            LogLevel.Debug or LogLevel.Trace => ("debug ", ""),
            _ => ("", ""),
        };
        var part = logEntry.Category[(logEntry.Category.LastIndexOf('.') + 1)..];
        var text = Line(logEntry.Formatter(logEntry.State, logEntry.Exception));
        textWriter.WriteLine($"{TimeProvider.System.GetLocalNow():HH:mm:ss} {colour}{word}{(colour.Length > 0 ? Plain : "")}{part}: {text}");
        if (logEntry.Exception is { } error)
        {
            foreach (var line in error.ToString().Split('\n'))
            {
                textWriter.WriteLine($"         {Line(line)}");
            }
        }
    }

    private static string Line(string text) => text.Any(char.IsControl) ? string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c)).TrimEnd() : text;
}
