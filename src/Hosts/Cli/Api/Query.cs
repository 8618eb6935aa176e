namespace Holdfast.Hosts.Cli.Api;

/// <summary>A path with those parameters that have a value.</summary>
internal static class Query
{
    public static string Of(string path, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var text = path;
        foreach (var (name, value) in parameters)
        {
            if (value is not null)
            {
                text += $"{(text.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{name}={Uri.EscapeDataString(value.ToString()!)}";
            }
        }

        return text;
    }
}
