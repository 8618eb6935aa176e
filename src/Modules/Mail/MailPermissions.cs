using Holdfast.Platform.Modularity;

namespace Holdfast.Modules.Mail;

/// <summary>The rights of this module. Administrators alone have them: what waits may hold links that let somebody in.</summary>
internal static class MailPermissions
{
    public static Permission Read { get; } = new("mails", "read", "See the tenant's mails, and read those that were not sent: with links that were meant for others.");

    public static Permission Write { get; } = new("mails", "write", "Send mails again that failed, and take back those that wait.");

    public static IReadOnlyList<Permission> All { get; } = [Read, Write];
}
