using Holdfast.Platform.Data;

namespace Holdfast.Platform.Http;

/// <summary>Enums in the query, as UPPER_SNAKE like everywhere on the wire.</summary>
public static class EnumQuery
{
    /// <summary>The member; null when the parameter is absent.</summary>
    /// <exception cref="ProblemException">No member has this text.</exception>
    public static T? Parse<T>(string? text, string parameter) where T : struct, Enum =>
        text is null ? null
            : EnumText.TryParse<T>(text, out var value) ? value
            : throw new ProblemException(RequestProblems.BadParameter(parameter, $"{parameter} is one of {string.Join(", ", Enum.GetValues<T>().Select(v => EnumText.Of(v)))}."));
}
