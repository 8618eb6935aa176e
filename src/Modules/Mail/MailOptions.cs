using System.ComponentModel.DataAnnotations;
using MailKit.Security;

namespace Holdfast.Modules.Mail;

/// <summary>How the connection to the mail server is made safe.</summary>
internal enum MailSecurity
{
    /// <summary>Encrypted after a greeting in the clear (STARTTLS, RFC 3207); refused when the server cannot.</summary>
    StartTls,

    /// <summary>Encrypted from the first byte (RFC 8314).</summary>
    Tls,

    /// <summary>In the clear: for a server on the same machine.</summary>
    None,
}

/// <summary>The server that mails are given to, and what they say of this installation.</summary>
internal sealed class MailOptions : IValidatableObject
{
    /// <summary>The mail server (SMTP) that takes mails; empty: none, and the console shows what would have been sent.</summary>
    public string Host { get; init; } = "";

    /// <summary>Its port.</summary>
    [Range(1, 65535)]
    public int Port { get; init; } = 587;

    /// <summary>How the connection is made safe: STARTTLS, TLS or NONE.</summary>
    public MailSecurity Security { get; init; } = MailSecurity.StartTls;

    /// <summary>A file with the certificate (PEM) of the authority that vouches for the mail server, where the machine's own list has it not; empty: that list decides.</summary>
    public string AuthorityFile { get; init; } = "";

    /// <summary>The account at the mail server; empty: it asks for none.</summary>
    public string Username { get; init; } = "";

    /// <summary>The file with that account's password, and nothing else.</summary>
    public string PasswordFile { get; init; } = "";

    /// <summary>The address that mails come from.</summary>
    [Required, EmailAddress]
    public string From { get; init; } = "holdfast@localhost";

    /// <summary>Where people reach the console: links in mails begin with it.</summary>
    [Required]
    public Uri ConsoleUrl { get; init; } = new("http://localhost:5000");

    /// <summary>How often a mail is tried before it counts as failed.</summary>
    [Range(1, 50)]
    public int Attempts { get; init; } = 10;

    /// <summary>How long one attempt may take.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:02:00")]
    public TimeSpan AttemptTime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How many mails one tenant may have written on one day, in UTC; beyond it nobody is invited until the next. It keeps one tenant from being used to write to the whole world.</summary>
    [Range(1, 1_000_000)]
    public int MailsPerDay { get; init; } = 500;

    /// <summary>How long it is remembered that a mail was sent, or was not.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "366.00:00:00")]
    public TimeSpan KeptFor { get; init; } = TimeSpan.FromDays(30);

    internal SecureSocketOptions SocketOptions => Security switch
    {
        MailSecurity.StartTls => SecureSocketOptions.StartTls,
        MailSecurity.Tls => SecureSocketOptions.SslOnConnect,
        _ => SecureSocketOptions.None,
    };

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!ConsoleUrl.IsAbsoluteUri || ConsoleUrl.Scheme is not ("http" or "https"))
        {
            yield return new ValidationResult("ConsoleUrl is an address that begins with http:// or https://.", [nameof(ConsoleUrl)]);
        }

        if (AuthorityFile.Length > 0 && !File.Exists(AuthorityFile))
        {
            yield return new ValidationResult("AuthorityFile names a file with a certificate; there is none.", [nameof(AuthorityFile)]);
        }

        if (Username.Length > 0 && !File.Exists(PasswordFile))
        {
            yield return new ValidationResult("PasswordFile names the file with the password of Username; there is none.", [nameof(PasswordFile)]);
        }
    }
}
