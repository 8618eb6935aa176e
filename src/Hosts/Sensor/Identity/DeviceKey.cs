using System.Security.Cryptography;
using System.Text;

namespace Holdfast.Hosts.Sensor.Identity;

/// <summary>
/// The device's P-256 key: made on this machine, kept as PKCS#8 PEM with mode 0600, never sent. On Windows it is protected by the access list of
/// its folder only: DPAPI and CNG stores are not in a trimmed, portable build.
/// </summary>
internal static class DeviceKey
{
    public static ECDsa Create() => ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public static void Save(ECDsa key, string path) => AtomicFile.Write(path, Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem()));

    /// <exception cref="InvalidDataException">The file is no P-256 key.</exception>
    public static ECDsa Load(string path)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(File.ReadAllText(path));
            return key.KeySize == 256 ? key : throw new InvalidDataException($"{path} is not a P-256 key.");
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException or IOException or InvalidDataException)
        {
            key.Dispose();
            throw new InvalidDataException($"The device key {path} cannot be used: {e.Message}", e);
        }
    }
}
