using System.Net.Mail;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access.Domain;

/// <summary>User names and e-mail addresses.</summary>
internal static class Identity
{
    public static Problem? CheckUsername(string username) =>
        username.Trim() is { Length: >= 2 and <= 64 } name && name.All(c => char.IsLetterOrDigit(c) || c is '.' or '_' or '-' or ' ' or '\'') ? null : AccessProblems.BadUsername;

    public static Problem? CheckEmail(string email) =>
        email.Length is >= 3 and <= 254 && MailAddress.TryCreate(email, out var address) && address.Address == email && !email.Any(c => char.IsControl(c) || c is '"' or ' ')
            ? null
            : AccessProblems.BadEmail;
}
