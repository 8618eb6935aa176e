using System.Text.Json;
using System.Text.Json.Nodes;

namespace Holdfast.Hosts.Cli.Commands;

/// <summary>JSON objects that are given as an option: themselves, or <c>@FILE</c>.</summary>
internal static class JsonText
{
    /// <summary>The object.</summary>
    /// <exception cref="FailureException">It is none, or the file cannot be read.</exception>
    public static JsonObject Read(string option, string text)
    {
        try
        {
            return JsonNode.Parse(text.StartsWith('@') ? File.ReadAllText(text[1..]) : text) as JsonObject ?? throw CliProblems.Together($"{option} is a JSON object such as {{\"text\":\"…\"}}.");
        }
        catch (JsonException e)
        {
            throw CliProblems.Together($"{option} is no JSON: {e.Message}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CliProblems.FileUnreadable(text[1..], e.Message);
        }
    }
}
