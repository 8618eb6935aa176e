using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access.Domain;

/// <summary>
/// Which passwords will do (NIST SP 800-63B, 3.1.1): 12 to 256 characters, not on a list of common ones, not a repetition or a run, and
/// not made of the person's or the company's own names. No demands on character classes.
/// </summary>
internal static class PasswordRules
{
    public const int MinLength = 12;
    public const int MaxLength = 256;

    private static readonly string[] Runs = ["abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm", "01234567890123456789", "qazwsxedcrfvtgbyhnujmikolp", "1qaz2wsx3edc4rfv5tgb6yhn7ujm"];

    private static readonly char[] Digits = [.. "0123456789"];

    private static readonly char[] Signs = [.. "!?.#*-_+$ "];

    public static Problem? Check(string password, params ReadOnlySpan<string> ownWords)
    {
        if (password.Length is < MinLength or > MaxLength)
        {
            return AccessProblems.PasswordLength;
        }

        var plain = Plain(password);
        foreach (var name in ownWords)
        {
            if (Array.Exists(Parts(name), own => own.Length >= 4 && plain.Contains(own, StringComparison.Ordinal) && plain.Length - own.Length < 6))
            {
                return AccessProblems.PasswordOwnWords;
            }
        }

        return IsCommon(password, plain) || IsRepetition(plain) || IsRun(plain) || IsRun(password.ToLowerInvariant()) ? AccessProblems.PasswordCommon : null;
    }

    // As it is, without the digits around it, and for what is all digits without the signs behind them.
    private static bool IsCommon(string password, string plain) =>
        LeakedPasswords.Have(plain) || LeakedPasswords.Have(plain.Trim(Digits)) || LeakedPasswords.Have(Plain(password.TrimEnd(Signs)));

    // Of an address what stands before the @; of every name the whole and its words.
    private static string[] Parts(string name) =>
        [Plain(name.Split('@')[0]), .. name.Split([' ', '.', '_', '-', '\'', '@'], StringSplitOptions.RemoveEmptyEntries).Select(Plain)];

    /// <summary>What is left of a password when case, the usual look-alikes, and digits and signs at its end make no difference.</summary>
    public static string Plain(string text)
    {
        var core = text.ToLowerInvariant().TrimEnd([.. Digits, .. Signs]);
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
