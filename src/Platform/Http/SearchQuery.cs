using Holdfast.Platform.Data;

namespace Holdfast.Platform.Http;

/// <summary>The query parameter <c>search</c> of lists.</summary>
public static class SearchQuery
{
    /// <summary>The parameter's name.</summary>
    public const string Name = "search";

    /// <summary>What is looked for; null when the parameter is absent.</summary>
    /// <exception cref="ProblemException">It is too short, too long, or holds what no text has.</exception>
    public static SearchText? Parse(string? text) => text is null
        ? null
        : SearchText.Of(text)
            ?? throw new ProblemException(RequestProblems.BadParameter(Name, $"search holds {SearchText.MinLength} to {SearchText.MaxLength} characters, and no control characters."));
}
