using System.Security.Cryptography;

namespace Holdfast.Modules.Access.Domain;

/// <summary>Codes for who has lost the rest: four groups of four characters, 80 random bits, without those that are mistaken for others.</summary>
internal static class RecoveryCode
{
    /// <summary>How many a person gets at once.</summary>
    public const int Count = 10;

    private const string Alphabet = "abcdefghijkmnpqrstuvwxyz23456789";
    private const int Groups = 4;
    private const int InGroup = 4;

    public static string[] NewSet() => [.. Enumerable.Range(0, Count).Select(_ => New())];

    /// <summary>What is kept: of the code as it was shown, however it is typed.</summary>
    public static byte[] Hash(string code) => SingleUseToken.Hash(string.Concat(code.Where(char.IsLetterOrDigit)).ToLowerInvariant());

    private static string New() => string.Join('-', Enumerable.Range(0, Groups).Select(_ => RandomNumberGenerator.GetString(Alphabet, InGroup)));
}
