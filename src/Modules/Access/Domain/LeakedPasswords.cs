using System.IO.Compression;

namespace Holdfast.Modules.Access.Domain;

/// <summary>
/// The passwords that are tried first: 30,000 from leaks (<c>Words/common-passwords.txt.gz</c>), and words on which others are built. With
/// digits and signs around them they are still common, so both sides are compared in their plain form.
/// </summary>
internal static class LeakedPasswords
{
    private const string Resource = "common-passwords.txt.gz";

    // Of languages and of this product, that the list is short of.
    private static readonly string[] More =
    [
        "password", "passwort", "contrasena", "motdepasse", "passphrase", "passw", "pass", "welcome", "bienvenido", "willkommen", "letmein", "iloveyou", "teamo",
        "admin", "administrator", "administrador", "root", "user", "usuario", "guest", "test", "testing", "testtest", "changeme", "default", "secret", "login", "master", "access",
        "dragon", "monkey", "football", "baseball", "basketball", "superman", "batman", "sunshine", "princess", "shadow", "michael", "jordan", "jennifer",
        "charlie", "freedom", "whatever", "trustno", "starwars", "computer", "internet", "samsung", "google", "facebook", "linkedin", "microsoft", "windows",
        "summer", "winter", "spring", "autumn", "january", "february", "september", "october", "november", "december", "monday", "friday", "company",
        "qwerty", "qwertyuiop", "asdfghjkl", "zxcvbnm", "azerty", "abc", "abcabc", "abcd", "hello", "helloworld", "holdfast", "security", "correcthorsebatterystaple",
        "passwordpassword", "adminadmin", "welcomewelcome", "letmeinletmein", "qwertyqwerty", "mypassword", "thisismypassword", "yourpassword", "newpassword",
        "password1password", "adminpassword", "rootpassword", "userpassword", "testpassword", "p", "love", "lovelove", "god", "money", "ninja", "pokemon", "killer",
    ];

    private static readonly Lazy<HashSet<string>> All = new(() => [.. Listed().Concat(More).Select(PasswordRules.Plain)]);

    /// <summary>Whether a password in its plain form is one of them.</summary>
    public static bool Have(string plain) => All.Value.Contains(plain);

    /// <summary>The list as it is shipped, the most common first.</summary>
    public static IEnumerable<string> Listed()
    {
        using var packed = typeof(LeakedPasswords).Assembly.GetManifestResourceStream(Resource)!;
        using var lines = new StreamReader(new GZipStream(packed, CompressionMode.Decompress));
        while (lines.ReadLine() is { } line)
        {
            yield return line;
        }
    }
}
