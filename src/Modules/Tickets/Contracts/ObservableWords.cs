using Holdfast.Modules.Integrations.Contracts.Ocsf;
using Holdfast.Platform.Data;

namespace Holdfast.Modules.Tickets.Contracts;

/// <summary>
/// The words of observables, and those that tickets had of their own before. Kept filters, playbooks and rows of a server that is not yet of this
/// version still say these; nothing writes them any more.
/// </summary>
public static class ObservableWords
{
    /// <summary>Reads a word, or one of before.</summary>
    public static bool TryParse(string? word, out ObservableType type)
    {
        foreach (var each in Enum.GetValues<ObservableType>())
        {
            if (Former(each) is { } former && former == word)
            {
                type = each;
                return true;
            }
        }

        return EnumText.TryParse(word, out type);
    }

    /// <summary>All words under which rows of a type may stand.</summary>
    public static string[] Of(ObservableType type) => Former(type) is { } former ? [EnumText.Of(type), former] : [EnumText.Of(type)];

    private static string? Former(ObservableType type) => type switch
    {
        ObservableType.IpAddress => "ADDRESS",
        ObservableType.DomainName => "DOMAIN",
        ObservableType.UrlString => "URL",
        ObservableType.Hostname => "HOST",
        ObservableType.UserName => "USER",
        ObservableType.EmailAddress => "EMAIL",
        _ => null,
    };
}
