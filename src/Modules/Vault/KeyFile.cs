using System.Security.Cryptography;
using Holdfast.Modules.Vault.Domain;

namespace Holdfast.Modules.Vault;

/// <summary>Reads the key file, and makes it at the first start. Refuses one that others on the machine could read.</summary>
internal static class KeyFile
{
    private const UnixFileMode OthersMay = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <exception cref="InvalidOperationException">The file or its folder is open to others, or its content is no list of keys.</exception>
    public static KeyRing Open(string path)
    {
        path = Path.GetFullPath(path);
        if (!File.Exists(path))
        {
            Make(path);
        }

        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & OthersMay) != 0)
        {
            throw new InvalidOperationException($"Others on this machine may read or change the key file {path}. Run: chmod 600 '{path}'");
        }

        var keys = File.ReadLines(path).Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#').Select((line, i) => Key(path, line, i)).ToList();
        if (keys.Count == 0)
        {
            throw new InvalidOperationException($"The key file {path} holds no key. Put the key back that was in it; remove the file only when there are no secrets yet.");
        }

        return new KeyRing(keys.DistinctBy(Convert.ToHexString).ToList());
    }

    private static byte[] Key(string path, string line, int index)
    {
        var key = new byte[KeyRing.KeyBytes];
        return Convert.TryFromBase64String(line, key, out var written) && written == key.Length
            ? key
            : throw new InvalidOperationException($"Key {index + 1} of the key file {path} is not the base64 of {KeyRing.KeyBytes} bytes.");
    }

    private static void Make(string path)
    {
        var folder = Path.GetDirectoryName(path)!;
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            if ((File.GetUnixFileMode(folder) & UnixFileMode.OtherWrite) != 0)
            {
                throw new InvalidOperationException($"Everybody on this machine may write into {folder}; put the key file into a folder of the server's own.");
            }
        }

        // Written beside and moved into place, so that another process that starts now sees the whole file or none, and all use the same.
        var draft = $"{path}.{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var writer = new StreamWriter(draft, options))
        {
            writer.WriteLine("# Holdfast's key of keys. Keep a copy away from the database's backups; a new first line rotates, old lines stay while they are needed.");
            writer.WriteLine(Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyRing.KeyBytes)));
        }

        try
        {
            File.Move(draft, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(draft);
        }
    }
}
