using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text;

namespace Holdfast.Platform.Data;

/// <summary>
/// The texts of statements, each made once: a statement is told from others by the constants that it is put together from, which are the same objects
/// each time. The text is the same object each time too, so that a connection recognizes what it has prepared without reading it.
/// </summary>
internal static class SqlText
{
    // Constants are finite in number, and so are the statements of them; past this many they are made anew.
    private const int MaxKept = 10_000;
    private static readonly ConcurrentDictionary<Parts, string> Known = new();
    private static int kept;

    /// <param name="parts">Text, and null for each parameter.</param>
    public static string Of(List<string?> parts)
    {
        if (Known.TryGetValue(new Parts(parts), out var text))
        {
            return text;
        }

        text = Make(parts);
        if (Volatile.Read(ref kept) < MaxKept && Known.TryAdd(new Parts([.. parts]), text))
        {
            Interlocked.Increment(ref kept);
        }

        return text;
    }

    /// <summary>The text anew.</summary>
    public static string Make(List<string?> parts)
    {
        var text = new StringBuilder();
        var parameters = 0;
        foreach (var part in parts)
        {
            _ = part is null ? text.Append('$').Append(++parameters) : text.Append(part);
        }

        return text.ToString();
    }

    private readonly struct Parts(List<string?> list) : IEquatable<Parts>
    {
        private readonly List<string?> list = list;

        public bool Equals(Parts other)
        {
            if (list.Count != other.list.Count)
            {
                return false;
            }

            for (var i = 0; i < list.Count; i++)
            {
                if (!ReferenceEquals(list[i], other.list[i]))
                {
                    return false;
                }
            }

            return true;
        }

        public override bool Equals(object? obj) => obj is Parts other && Equals(other);

        public override int GetHashCode()
        {
            var hash = new HashCode();
            foreach (var part in list)
            {
                hash.Add(RuntimeHelpers.GetHashCode(part));
            }

            return hash.ToHashCode();
        }
    }
}
