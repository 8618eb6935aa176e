using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Holdfast.Modules.Fleet.Protocol;

namespace Holdfast.Hosts.Sensor.Logs;

/// <summary>
/// What sshd's messages tell (the forms are those of OpenSSH's auth.c, auth-pam.c and packet.c). Clients write parts of them: the name of a user that does not
/// exist is any text, and so is a certificate's key id behind <c>ssh2:</c>. So an address is taken only where nothing that a client wrote can stand:
/// behind the name of a user that exists, or at the end of a message whose end sshd writes. A message that can be read in two ways has no address.
/// </summary>
internal static partial class SshdMessage
{
    public static LogMeaning? Read(string message) =>
        Proof().Match(message) is { Success: true } proof ? OfProof(proof)
        : Invalid().Match(message) is { Success: true } invalid ? Of(LogEventKind.SshInvalidUser, invalid)
        : NotAllowed().Match(message) is { Success: true } barred ? Of(LogEventKind.SshInvalidUser, barred, isNamed: true)
        : Pam().Match(message) is { Success: true } pam ? Of(LogEventKind.SshLoginFailed, pam, isNamed: true)
        : RootRefused().Match(message) is { Success: true } root ? Of(LogEventKind.SshLoginFailed, root.Groups["address"].Value, "root")
        : Ended().Match(message) is { Success: true } ended ? Of(LogEventKind.SshLoginAbandoned, ended)
        : Exceeded().Match(message) is { Success: true } exceeded ? Of(LogEventKind.SshLoginAbandoned, exceeded)
        : NameChanged().Match(message) is { Success: true } changed ? Of(LogEventKind.SshLoginAbandoned, changed)
        : null;

    /// <summary>True for the line that sshd writes in addition to its <c>error: PAM: … for …</c>, when it is told of the same attempt.</summary>
    public static bool RepeatsPam(string message) => message.StartsWith("Failed keyboard-interactive/pam for ", StringComparison.Ordinal);

    /// <summary>True for PAM's own report of a refused proof.</summary>
    public static bool IsPam(string message) => message.StartsWith("error: PAM: ", StringComparison.Ordinal);

    private static LogMeaning? OfProof(Match proof)
    {
        var method = proof.Groups["method"].Value;
        var isKey = method is "publickey" or "hostbased" || method.StartsWith("gssapi", StringComparison.Ordinal);
        LogEventKind? kind = proof.Groups["outcome"].Value == "Accepted" ? LogEventKind.SshLoginSucceeded
            : method == "none" ? null // The client's first question, not an attempt.
            : isKey ? LogEventKind.SshKeyRefused
            : LogEventKind.SshLoginFailed;
        if (kind is null)
        {
            return null;
        }

        var rest = proof.Groups["rest"].Value;
        return !proof.Groups["unknown"].Success ? Of(kind.Value, FromKnown().Match(rest))
            : !isKey ? Of(kind.Value, FromUnknown().Match(rest))
            : OfUnknownWithKey(kind.Value, rest);
    }

    /// <summary>The name of the user and the id of a certificate are both the client's: there must be one reading only.</summary>
    private static LogMeaning? OfUnknownWithKey(LogEventKind kind, string rest)
    {
        Match? only = null;
        for (var form = FromWithKey().Match(rest); form.Success; form = FromWithKey().Match(rest, form.Index + 1))
        {
            if (only is not null && only.Groups["address"].Value != form.Groups["address"].Value)
            {
                return new(kind);
            }

            only = form;
        }

        return only is null ? null : Of(kind, only.Groups["address"].Value, rest[..only.Index]);
    }

    /// <param name="kind">What it tells.</param>
    /// <param name="form">Where user and address stand.</param>
    /// <param name="isNamed">With <c>UseDNS</c>, sshd writes the name of the host here.</param>
    private static LogMeaning? Of(LogEventKind kind, Match form, bool isNamed = false) =>
        form.Success ? Of(kind, form.Groups["address"].Value, form.Groups["user"].Value, isNamed) : null;

    private static LogMeaning? Of(LogEventKind kind, string address, string user, bool isNamed = false) =>
        address == "UNKNOWN" ? new(kind, user)
        : IsAddress(address) || (isNamed && HostName().IsMatch(address)) ? new(kind, user, address)
        : null;

    /// <summary>As inet_ntop writes it; the parser takes more.</summary>
    private static bool IsAddress(string text) =>
        IPAddress.TryParse(text, out var address) && (address.AddressFamily == AddressFamily.InterNetworkV6 || address.ToString() == text);

    private const RegexOptions Plain = RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    [GeneratedRegex(@"^(?<outcome>Failed|Accepted) (?<method>\S+) for (?<unknown>(invalid|illegal) user )?(?<rest>.*)$", Plain)]
    private static partial Regex Proof();

    // A user that exists has a name that was given on this machine: the first " from " is sshd's.
    [GeneratedRegex(@"^(?<user>.*?) from (?<address>\S+)( port \d{1,5})?( ssh\d)?(:? .*)?$", Plain)]
    private static partial Regex FromKnown();

    // Nothing of the client's stands behind: the last " from " is sshd's.
    [GeneratedRegex(@"^(?<user>.*) from (?<address>\S+)( port \d{1,5})?( ssh\d)?( \[preauth\])?$", Plain)]
    private static partial Regex FromUnknown();

    // "RSA SHA256:…", "RSA-CERT SHA256:… ID … (serial 0) CA RSA SHA256:…", "RSA SHA256:…, client user "…", client host "…"", "RSA (null)", and each of them cut.
    [GeneratedRegex(@" from (?<address>\S+) port \d{1,5}( ssh\d)?( \[preauth\]|:( [A-Z][A-Z0-9-]*( (\(null\)|[^\s:]+:[^\s,]*|[^\s:]*$)((,| ID ).*)?)?)?)?$", Plain)]
    private static partial Regex FromWithKey();

    [GeneratedRegex(@"^(Invalid|Illegal) user (?<user>.*) from (?<address>\S+)( port \d{1,5})?( \[preauth\])?$", Plain)]
    private static partial Regex Invalid();

    [GeneratedRegex(@"^User (?<user>.+) from (?<address>\S+) not allowed because (not listed in AllowUsers|listed in DenyUsers|not in any group|a group is listed in DenyGroups|none of user's groups are listed in AllowGroups)( \[preauth\])?$", Plain)]
    private static partial Regex NotAllowed();

    [GeneratedRegex(@"^error: PAM: (Have exhausted maximum number of retries for service\.?|[^:]+?) for ((illegal|invalid) user )?(?<user>.*) from (?<address>\S+)( via \S+)?( \[preauth\])?\s*$", Plain)]
    private static partial Regex Pam();

    // The proof was right, and root may not come in.
    [GeneratedRegex(@"^ROOT LOGIN REFUSED FROM (?<address>\S+)( port \d{1,5})?( \[preauth\])?$", Plain)]
    private static partial Regex RootRefused();

    [GeneratedRegex(@"^(Connection (closed|reset) by|Disconnected from) (invalid|authenticating) user (?<user>.*) (?<address>\S+) port \d{1,5}( \[preauth\])?$", Plain)]
    private static partial Regex Ended();

    // "Disconnecting …: Too many authentication failures" says the same once more.
    [GeneratedRegex(@"^error: maximum authentication attempts exceeded for (invalid user )?(?<user>.*) from (?<address>\S+) port \d{1,5}( ssh2)?( \[preauth\])?$", Plain)]
    private static partial Regex Exceeded();

    // Of a user that exists only: with another, both names are the client's, and "Invalid user" has told of the connection.
    [GeneratedRegex(@"^Disconnecting authenticating user (?<user>\S+) (?<address>\S+) port \d{1,5}: Change of username or service not allowed: ", Plain)]
    private static partial Regex NameChanged();

    [GeneratedRegex(@"^(?=.*[A-Za-z_])[A-Za-z0-9_]([A-Za-z0-9_-]|\.(?!\.)){0,252}$", Plain)]
    private static partial Regex HostName();
}
