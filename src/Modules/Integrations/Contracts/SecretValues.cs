namespace Holdfast.Modules.Integrations.Contracts;

/// <summary>The secrets of an integration, for the length of a call. Their text comes out by name only: not in ToString, logs or debuggers.</summary>
[System.Diagnostics.DebuggerDisplay("(secret)")]
public sealed class SecretValues
{
    private readonly IReadOnlyDictionary<string, string> values;

    /// <summary>By field name.</summary>
    public SecretValues(IReadOnlyDictionary<string, string> values) => this.values = values;

    /// <summary>The secret of a field, or null.</summary>
    public string? this[string name] => values.GetValueOrDefault(name);

    /// <summary>The text with every secret in it blotted out: for words that came from outside and may echo what was sent.</summary>
    public string Blot(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        // A secret of a few characters is in every text; blotting it would only show where.
        return values.Values.Where(v => v.Length >= 6).Aggregate(text, (t, v) => t.Replace(v, "***", StringComparison.Ordinal));
    }

    /// <inheritdoc/>
    public override string ToString() => "(secret)";
}
