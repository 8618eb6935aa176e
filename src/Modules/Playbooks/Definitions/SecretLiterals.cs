using System.Text.RegularExpressions;
using Holdfast.Modules.Playbooks.Definitions.Yaml;

namespace Holdfast.Modules.Playbooks.Definitions;

/// <summary>Finds what looks like a known secret: a definition is read by many and kept in versions, so none stands in it.</summary>
internal static partial class SecretLiterals
{
    public static void Check(YamlNode node, Mistakes mistakes)
    {
        switch (node)
        {
            case YamlScalar scalar when Form().IsMatch(scalar.Text):
                // The text is not repeated: it may be one.
                mistakes.Add(node.At, "playbook.secret", "This looks like a secret. An integration keeps secrets; a playbook names the integration.");
                break;
            case YamlList list:
                foreach (var item in list.Items)
                {
                    Check(item, mistakes);
                }

                break;
            case YamlMap map:
                foreach (var member in map.Members)
                {
                    Check(new YamlScalar(member.At, member.Name, isPlain: false), mistakes);
                    Check(member.Value, mistakes);
                }

                break;
        }
    }

    [GeneratedRegex(@"sk_(live|test)_[A-Za-z0-9]|glsa_[A-Za-z0-9]|glc_[A-Za-z0-9]|whsec_[A-Za-z0-9+/]|hf[a-z]_[A-Za-z0-9]{8}|eyJ[A-Za-z0-9_-]{8,}\.|-----BEGIN [A-Z ]*PRIVATE KEY|AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{20}|xox[abprs]-[A-Za-z0-9]|Bearer [A-Za-z0-9._-]{16}", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Form();
}
