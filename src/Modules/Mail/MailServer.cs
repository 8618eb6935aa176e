using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Options;
using MimeKit;

namespace Holdfast.Modules.Mail;

/// <summary>What came of an attempt.</summary>
/// <param name="Error">Null when the server took the mail; otherwise its code, or what kind of fault it was. Nothing that the server wrote.</param>
/// <param name="IsFinal">Whether another attempt would not do better.</param>
internal readonly record struct MailOutcome(string? Error, bool IsFinal);

/// <summary>Gives mails to the operator's mail server (SMTP, RFC 5321).</summary>
internal sealed class MailServer(IOptions<MailOptions> options)
{
    /// <summary>Whether one is named.</summary>
    public bool IsThere => options.Value.Host.Length > 0;

    /// <summary>Tries once.</summary>
    /// <param name="id">The mail's id: the same in every attempt, so that a receiver tells one that came twice.</param>
    /// <param name="recipient">To whom.</param>
    /// <param name="subject">One line.</param>
    /// <param name="text">Plain text.</param>
    /// <param name="ct">Stops it.</param>
    public async Task<MailOutcome> Send(Guid id, string recipient, string subject, string text, CancellationToken ct)
    {
        var settings = options.Value;
        var from = new MailboxAddress("Holdfast", settings.From);
        if (!MailboxAddress.TryParse(recipient, out var to))
        {
            return new MailOutcome("bad_recipient", IsFinal: true);
        }

        using var message = new MimeMessage([from], [to], subject, new TextPart("plain") { Text = text }) { MessageId = $"{id:N}@{from.Domain}" };
        // Nobody's automatic answer is wanted (RFC 3834).
        message.Headers.Add("Auto-Submitted", "auto-generated");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(settings.AttemptTime);
        try
        {
            using var client = new SmtpClient { Timeout = (int)settings.AttemptTime.TotalMilliseconds };
            if (settings.AuthorityFile.Length > 0)
            {
                client.ServerCertificateValidationCallback = (_, certificate, _, errors) => IsVouchedFor(settings.AuthorityFile, certificate, errors);
            }

            await client.ConnectAsync(settings.Host, settings.Port, settings.SocketOptions, limit.Token);
            if (settings.Username.Length > 0)
            {
                await client.AuthenticateAsync(settings.Username, (await File.ReadAllTextAsync(settings.PasswordFile, limit.Token)).Trim(), limit.Token);
            }

            await client.SendAsync(message, limit.Token);
            await client.DisconnectAsync(quit: true, limit.Token);
            return new MailOutcome(null, IsFinal: true);
        }
        catch (SmtpCommandException e)
        {
            // 5xx about the mail is the server's last word; about the sender or the session it may be the operator's mistake, who mends it.
            return new MailOutcome(((int)e.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture), e.ErrorCode is SmtpErrorCode.RecipientNotAccepted or SmtpErrorCode.MessageNotAccepted && (int)e.StatusCode >= 500);
        }
        catch (AuthenticationException)
        {
            return new MailOutcome("not_signed_in", IsFinal: false);
        }
        catch (Exception e) when (e is SslHandshakeException or NotSupportedException)
        {
            return new MailOutcome("not_encrypted", IsFinal: false);
        }
        catch (Exception e) when (e is SocketException or IOException or ProtocolException or ServiceNotConnectedException)
        {
            return new MailOutcome("not_reached", IsFinal: false);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException && !ct.IsCancellationRequested)
        {
            return new MailOutcome("too_slow", IsFinal: false);
        }
    }

    // The name must fit all the same: only who vouches for it is another.
    private static bool IsVouchedFor(string authorityFile, X509Certificate? certificate, SslPolicyErrors errors)
    {
        if (certificate is not X509Certificate2 shown || (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != SslPolicyErrors.None)
        {
            return false;
        }

        using var authority = X509CertificateLoader.LoadCertificateFromFile(authorityFile);
        using var chain = new X509Chain { ChainPolicy = { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, CustomTrustStore = { authority } } };
        return chain.Build(shown);
    }
}
