using System.Text.RegularExpressions;

namespace Holdfast.Modules.Vault.Domain;

/// <summary>What a secret can be called, and what its ciphertext is bound to.</summary>
internal static partial class SecretName
{
    public const int MaxValueLength = 32_768;

    public static bool IsGood(string name) => Good().IsMatch(name);

    /// <summary>Tenant, name and version: a row that is put in another's place does not open.</summary>
    public static string Binding(Guid tenant, string name, int version) => $"secret/{tenant:D}/{version}/{name}";

    [GeneratedRegex(@"\A[a-z0-9._/-]{1,200}\z")]
    private static partial Regex Good();
}
