using System.ComponentModel.DataAnnotations;

namespace Holdfast.Modules.Vault;

/// <summary>Where the key of keys is.</summary>
internal sealed class VaultOptions
{
    /// <summary>
    /// A file that only the server's user may read, with one base64 key of 32 bytes a line: the first encrypts, all decrypt. It is made at
    /// the first start. Keep a copy outside the database's backups: without it no secret can be read.
    /// </summary>
    [Required]
    public required string KeyFile { get; init; }
}
