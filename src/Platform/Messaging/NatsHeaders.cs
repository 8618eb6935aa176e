using System.Collections;
using System.Text;

namespace Holdfast.Platform.Messaging;

/// <summary>
/// A message's headers in the order they were added; names are case sensitive and may repeat, as in ADR-4 of the NATS project.
/// Received headers stay bytes until somebody looks at them.
/// </summary>
public sealed class NatsHeaders : IEnumerable<KeyValuePair<string, string>>
{
    private const string Version = "NATS/1.0";
    private List<KeyValuePair<string, string>>? entries;
    private ReadOnlyMemory<byte> raw;

    /// <summary>No headers yet.</summary>
    public NatsHeaders()
    {
    }

    internal NatsHeaders(ReadOnlyMemory<byte> raw)
    {
        this.raw = raw;
        var line = raw.Span[Version.Length..];
        line = line[..line.IndexOf("\r\n"u8)];
        if (line.Length >= 4 && line[0] == ' ' && int.TryParse(line[1..4], out var code))
        {
            Status = code;
            StatusText = Encoding.UTF8.GetString(line[4..]).Trim();
        }
    }

    /// <summary>The status of a control message (100 heartbeat, 404 none, 408 expired, 409 conflict, 503 nobody there); 0 for ordinary messages.</summary>
    public int Status { get; }

    /// <summary>The words after the status.</summary>
    public string StatusText { get; } = "";

    /// <summary>How many headers there are.</summary>
    public int Count => Entries.Count;

    /// <summary>The first value of a header, or null. Setting replaces every value of that name.</summary>
    /// <exception cref="ArgumentException">The name or value holds what would end the line.</exception>
    public string? this[string name]
    {
        get
        {
            foreach (var entry in Entries)
            {
                if (string.Equals(entry.Key, name, StringComparison.Ordinal))
                {
                    return entry.Value;
                }
            }

            return null;
        }

        set
        {
            Entries.RemoveAll(e => string.Equals(e.Key, name, StringComparison.Ordinal));
            if (value is not null)
            {
                Add(name, value);
            }
        }
    }

    private List<KeyValuePair<string, string>> Entries => entries ??= raw.IsEmpty ? [] : Decode(raw.Span);

    /// <summary>Adds one header line.</summary>
    /// <exception cref="ArgumentException">The name or value holds what would end the line.</exception>
    public void Add(string name, string value)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(value);
        if (name.AsSpan().IndexOfAnyExceptInRange('!', '~') >= 0 || name.Contains(':', StringComparison.Ordinal))
        {
            throw new ArgumentException("A header's name is printable ASCII without a colon.", nameof(name));
        }

        if (value.AsSpan().ContainsAny('\r', '\n', '\0'))
        {
            throw new ArgumentException("A header's value is one line.", nameof(value));
        }

        Entries.Add(new(name, value));
        raw = default;
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => Entries.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Bytes on the wire, with the version line and the empty line.</summary>
    internal int WireLength()
    {
        if (!raw.IsEmpty)
        {
            return raw.Length;
        }

        var length = Version.Length + 4;
        foreach (var (name, value) in Entries)
        {
            length += name.Length + 2 + Encoding.UTF8.GetByteCount(value) + 2;
        }

        return length;
    }

    internal void WriteTo(Span<byte> target)
    {
        if (!raw.IsEmpty)
        {
            raw.Span.CopyTo(target);
            return;
        }

        var at = Put(target, Version);
        at += Put(target[at..], "\r\n");
        foreach (var (name, value) in Entries)
        {
            at += Put(target[at..], name);
            at += Put(target[at..], ": ");
            at += Put(target[at..], value);
            at += Put(target[at..], "\r\n");
        }

        Put(target[at..], "\r\n");

        static int Put(Span<byte> to, string text) => Encoding.UTF8.GetBytes(text, to);
    }

    /// <summary>Whether a received block has the frame that everything after relies on.</summary>
    internal static bool IsFramed(ReadOnlySpan<byte> block) => block.StartsWith("NATS/1.0"u8) && block.EndsWith("\r\n\r\n"u8);

    private static List<KeyValuePair<string, string>> Decode(ReadOnlySpan<byte> block)
    {
        var found = new List<KeyValuePair<string, string>>();
        block = block[(block.IndexOf("\r\n"u8) + 2)..];
        while (block.IndexOf("\r\n"u8) is var end and > 0)
        {
            var line = block[..end];
            block = block[(end + 2)..];
            if (line.IndexOf((byte)':') is var colon and > 0)
            {
                found.Add(new(Encoding.UTF8.GetString(line[..colon]), Encoding.UTF8.GetString(line[(colon + 1)..]).Trim()));
            }
        }

        return found;
    }
}
