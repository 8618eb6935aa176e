using System.Runtime.Versioning;
using System.Security.AccessControl;
using System.Security.Principal;

namespace Holdfast.Hosts.Sensor.Identity;

/// <summary>Makes a folder on Windows what <see cref="FolderAccess"/> wants it to be.</summary>
[SupportedOSPlatform("windows")]
internal static class WindowsFolder
{
    private static readonly EnumerationOptions Everything = new() { RecurseSubdirectories = true, AttributesToSkip = 0, IgnoreInaccessible = false };

    /// <summary>Makes the folder, or closes it; true when others could read it until now.</summary>
    /// <exception cref="InvalidDataException">The folder, something in it, or the folder above belongs to somebody else.</exception>
    public static bool Secure(string path)
    {
        using var identity = WindowsIdentity.GetCurrent();
        var isAdministrator = new WindowsPrincipal(identity).IsInRole(WindowsBuiltInRole.Administrator);
        var access = new FolderAccess(isAdministrator ? null : identity.User!.Value);
        var mine = isAdministrator ? identity.User : null;
        var folder = new DirectoryInfo(path);
        var hadParent = folder.Parent is not { Exists: false };
        if (!folder.Exists)
        {
            // Folders above that are missing get the same list.
            folder.Create(Closed(access));
            folder.Refresh();
        }

        // Whose it is comes before what it lets in: an owner can change the list again.
        CheckOwner(access, folder.Parent, hadParent ? null : mine);
        Check(access, folder, mine);
        var security = folder.GetAccessControl(AccessControlSections.Access);
        var wasOpen = access.IsOpen(Rights(security));
        if (wasOpen || !security.AreAccessRulesProtected)
        {
            folder.SetAccessControl(Closed(access));
        }

        foreach (var thing in folder.EnumerateFileSystemInfos("*", Everything))
        {
            Check(access, thing, mine);
        }

        return wasOpen;
    }

    private static void Check(FolderAccess access, FileSystemInfo thing, SecurityIdentifier? mine)
    {
        // The owner that would be read is the target's, and that may be anybody.
        if (thing.Attributes.HasFlag(FileAttributes.ReparsePoint))
        {
            throw new InvalidDataException($"{thing.FullName} is a link: it may have been put there for the sensor to follow. Remove it.");
        }

        CheckOwner(access, thing, mine);
    }

    /// <param name="access">Who may own it.</param>
    /// <param name="thing">What.</param>
    /// <param name="mine">An administrator's account. By a setting of Windows, what he makes may be his own and not the administrators': it is handed over, or the system would find a stranger's folder.</param>
    private static void CheckOwner(FolderAccess access, FileSystemInfo? thing, SecurityIdentifier? mine)
    {
        if (thing is null || Security(thing) is not { } security || security.GetOwner(typeof(SecurityIdentifier)) is not SecurityIdentifier owner || access.Fault(thing.FullName, owner.Value) is not { } fault)
        {
            return;
        }

        if (owner != mine)
        {
            throw new InvalidDataException(fault);
        }

        security.SetOwner(new SecurityIdentifier(FolderAccess.Administrators));
        if (thing is DirectoryInfo folder)
        {
            folder.SetAccessControl((DirectorySecurity)security);
        }
        else
        {
            ((FileInfo)thing).SetAccessControl((FileSecurity)security);
        }
    }

    private static FileSystemSecurity Security(FileSystemInfo thing) =>
        thing is DirectoryInfo folder ? folder.GetAccessControl(AccessControlSections.Owner) : ((FileInfo)thing).GetAccessControl(AccessControlSections.Owner);

    private static IEnumerable<FolderRight> Rights(DirectorySecurity security) =>
        security.GetAccessRules(includeExplicit: true, includeInherited: true, typeof(SecurityIdentifier)).Cast<AuthorizationRule>()
            .Select(rule => new FolderRight(rule.IdentityReference.Value, rule is AccessRule { AccessControlType: AccessControlType.Allow }));

    private static DirectorySecurity Closed(FolderAccess access)
    {
        var security = new DirectorySecurity();
        security.SetAccessRuleProtection(isProtected: true, preserveInheritance: false);
        foreach (var sid in access.Wanted)
        {
            security.AddAccessRule(new FileSystemAccessRule(
                new SecurityIdentifier(sid),
                FileSystemRights.FullControl,
                InheritanceFlags.ContainerInherit | InheritanceFlags.ObjectInherit,
                PropagationFlags.None,
                AccessControlType.Allow));
        }

        return security;
    }
}
