using System.Buffers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Holdfast.Hosts.Sensor;

/// <summary>Logs to standard output: one readable line each on a terminal, one JSON object each elsewhere.</summary>
internal sealed class LineLoggerFactory(TextWriter output, bool isTerminal, LogLevel least, TimeProvider time) : ILoggerFactory
{
    private readonly Lock gate = new();

    public static LineLoggerFactory OfConsole(bool verbose) =>
        new(Console.Out, !Console.IsOutputRedirected, verbose ? LogLevel.Debug : LogLevel.Information, TimeProvider.System);

    public ILogger CreateLogger(string categoryName) => new LineLogger(this, categoryName[(categoryName.LastIndexOf('.') + 1)..]);

    public void AddProvider(ILoggerProvider provider)
    {
        // There is one place where the sensor's lines go.
    }

    public void Dispose() => output.Flush();

    private void Write(string category, LogLevel level, EventId id, string message, Exception? error)
    {
        var at = time.GetUtcNow();
        var line = isTerminal ? Readable(at, level, message, error) : Json(at, category, level, id, message, error);
        lock (gate)
        {
            output.WriteLine(line);
        }
    }

    private static string Readable(DateTimeOffset at, LogLevel level, string message, Exception? error)
    {
        var word = level switch
        {
            LogLevel.Warning => "warning: ",
            LogLevel.Error or LogLevel.Critical => "error: ",
            LogLevel.Debug or LogLevel.Trace => "debug: ",
            _ => "",
        };
        return $"{at.ToLocalTime():HH:mm:ss} {word}{message}{(error is null ? "" : $" {error.GetType().Name}: {error.Message}")}";
    }

    private static string Json(DateTimeOffset at, string category, LogLevel level, EventId id, string message, Exception? error)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("at", at.UtcDateTime);
            json.WriteString("level", level.ToString().ToLowerInvariant());
            json.WriteString("category", category);
            json.WriteString("event", id.Name);
            json.WriteString("message", message);
            if (error is not null)
            {
                json.WriteString("error", error.ToString());
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private sealed class LineLogger(LineLoggerFactory owner, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= owner.Least;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                owner.Write(category, logLevel, eventId, formatter(state, exception), exception);
            }
        }
    }

    private LogLevel Least => least;
}
