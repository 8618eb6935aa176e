using System.Text;

namespace Holdfast.Tests.System.Counterparts.Cedar;

/// <summary>Texts with something taken out, put in, doubled or moved: most are no policies any more, some are others.</summary>
internal sealed class TextDamage(Random random)
{
    private static readonly string[] Pieces =
        ["(", ")", "[", "]", "{", "}", "!", "-", "--", "&&", "||", "==", "=", "<", "in", "is", "has", "like", "if", "then", "else", "true", "false", ".", "::", ",", ";", ":", "@", "@k(\"v\")", "\"", "\"a\"", "\"\\*\"", "\"\\u{110000}\"",
         "\"\\u{_1}\"", "\"\\x80\"", "\"\\q\"", "\"\\\n\"", "\"a\rb\"", "5", "9223372036854775808", "18446744073709551616", "principal", "resource", "context", "action", "?principal", "?resource", "?other", "__cedar", "User::\"a\"", "ip", ".contains(1)", ".isEmpty()", ".lessThan()",
         "[\"a\"]", ".a", "// comment\n", "//\r", " ", "\n", "\u00a0", "\u2028", "ü", "when {", "unless", "%", "/", "*", "+", "permit", "#", "'a'", "?", "$", "&", "|", "\u0000", "\ufeff"];

    public string Of(string text)
    {
        var damaged = new StringBuilder(text);
        for (var times = random.Next(1, 4); times > 0 && damaged.Length > 0; times--)
        {
            var at = random.Next(damaged.Length);
            switch (random.Next(5))
            {
                case 0:
                    damaged.Remove(at, Math.Min(random.Next(1, 6), damaged.Length - at));
                    break;
                case 1:
                    damaged.Insert(at, Pieces[random.Next(Pieces.Length)]);
                    break;
                case 2:
                    damaged.Insert(at, $" {Pieces[random.Next(Pieces.Length)]} ");
                    break;
                case 3:
                    var length = Math.Min(random.Next(1, 12), damaged.Length - at);
                    damaged.Insert(random.Next(damaged.Length), damaged.ToString(at, length));
                    break;
                default:
                    damaged[at] = " ()[]{}.,:;\"!-*=a1\\"[random.Next(19)];
                    break;
            }
        }

        // Half a character is none that either side could be sent.
        return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(damaged.ToString()));
    }
}
