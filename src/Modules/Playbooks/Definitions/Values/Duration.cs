using System.Globalization;
using System.Text.RegularExpressions;

namespace Holdfast.Modules.Playbooks.Definitions.Values;

/// <summary>Lengths of time as playbooks write them: <c>30s</c>, <c>5m</c>, <c>4h</c>, <c>2d</c>.</summary>
internal static partial class Duration
{
    public const string Pattern = "^[1-9][0-9]{0,5}[smhd]$";

    public static TimeSpan? Parse(string text)
    {
        if (!Form().IsMatch(text))
        {
            return null;
        }

        var number = int.Parse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture);
        return text[^1] switch
        {
            's' => TimeSpan.FromSeconds(number),
            'm' => TimeSpan.FromMinutes(number),
            'h' => TimeSpan.FromHours(number),
            _ => TimeSpan.FromDays(number),
        };
    }

    public static string Write(TimeSpan length) =>
        length.Ticks % TimeSpan.TicksPerDay == 0 ? $"{(int)length.TotalDays}d" : length.Ticks % TimeSpan.TicksPerHour == 0 ? $"{(int)length.TotalHours}h" : $"{(int)length.TotalSeconds}s";

    [GeneratedRegex(Pattern)]
    private static partial Regex Form();
}
