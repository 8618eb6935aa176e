using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access.Domain;

/// <summary>
/// Which passwords will do (NIST SP 800-63B, 3.1.1): 12 to 256 characters, not on a list of common ones, not a repetition or a run, and
/// not made of the account's own words. No demands on character classes.
/// </summary>
internal static class PasswordRules
{
    public const int MinLength = 12;
    public const int MaxLength = 256;

    private static readonly string[] Runs = ["abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm", "01234567890123456789", "qazwsxedcrfvtgbyhnujmikolp", "1qaz2wsx3edc4rfv5tgb6yhn7ujm"];

    // Words on which the common passwords of breach lists are built; with digits and signs around them they are still common.
    private static readonly HashSet<string> Common = new(StringComparer.Ordinal)
    {
        "password", "passwort", "contrasena", "motdepasse", "passphrase", "passw", "pass", "welcome", "bienvenido", "willkommen", "letmein", "iloveyou", "teamo",
        "admin", "administrator", "administrador", "root", "user", "usuario", "guest", "test", "testing", "testtest", "changeme", "default", "secret", "login", "master", "access",
        "dragon", "monkey", "football", "baseball", "basketball", "superman", "batman", "sunshine", "princess", "shadow", "michael", "jordan", "jennifer",
        "charlie", "freedom", "whatever", "trustno", "starwars", "computer", "internet", "samsung", "google", "facebook", "linkedin", "microsoft", "windows",
        "summer", "winter", "spring", "autumn", "january", "february", "september", "october", "november", "december", "monday", "friday", "company",
        "qwerty", "qwertyuiop", "asdfghjkl", "zxcvbnm", "azerty", "abc", "abcabc", "abcd", "hello", "helloworld", "holdfast", "security", "correcthorsebatterystaple",
        "passwordpassword", "adminadmin", "welcomewelcome", "letmeinletmein", "qwertyqwerty", "mypassword", "thisismypassword", "yourpassword", "newpassword",
        "password1password", "adminpassword", "rootpassword", "userpassword", "testpassword", "p", "love", "lovelove", "god", "money", "ninja", "pokemon", "killer",
    };

    public static Problem? Check(string password, params ReadOnlySpan<string> ownWords)
    {
        if (password.Length is < MinLength or > MaxLength)
        {
            return AccessProblems.PasswordLength;
        }

        var plain = Plain(password);
        if (Common.Contains(plain) || Common.Contains(plain.Trim("0123456789".ToCharArray())) || IsRepetition(plain) || IsRun(plain) || IsRun(password.ToLowerInvariant()))
        {
            return AccessProblems.PasswordCommon;
        }

        foreach (var word in ownWords)
        {
            var own = Plain(word.Split('@')[0]);
            if (own.Length >= 4 && plain.Contains(own, StringComparison.Ordinal) && plain.Length - own.Length < 6)
            {
                return AccessProblems.PasswordOwnWords;
            }
        }

        return null;
    }

    // Case and the usual look-alikes make no difference, nor do digits and signs at the ends.
    private static string Plain(string text)
    {
        var core = text.ToLowerInvariant().TrimEnd("0123456789!?.#*-_+$ ".ToCharArray());
        core = core.Length == 0 ? text : core;
        return string.Concat(core.Select(c => c switch { '@' or '4' => 'a', '0' => 'o', '1' or '!' => 'i', '3' => 'e', '5' or '$' => 's', '7' => 't', _ => c }).Where(char.IsLetterOrDigit));
    }

    private static bool IsRepetition(string text)
    {
        for (var period = 1; period <= Math.Min(4, text.Length / 2); period++)
        {
            var repeats = true;
            for (var i = period; i < text.Length && repeats; i++)
            {
                repeats = text[i] == text[i - period];
            }

            if (repeats)
            {
                return true;
            }
        }

        return text.Length < 3;
    }

    private static bool IsRun(string text) => Array.Exists(
        Runs,
        run => (run + run).Contains(text, StringComparison.Ordinal) || string.Concat((run + run).Reverse()).Contains(text, StringComparison.Ordinal));
}
