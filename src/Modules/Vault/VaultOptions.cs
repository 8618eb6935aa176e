using System.ComponentModel.DataAnnotations;
using Holdfast.Modules.Vault.Azure;

namespace Holdfast.Modules.Vault;

/// <summary>Where the key of keys is, and where secrets are kept.</summary>
internal sealed class VaultOptions : IValidatableObject
{
    /// <summary>
    /// A file that only the server's user may read, with one base64 key of 32 bytes a line: the first encrypts, all decrypt. It is made at
    /// the first start. Keep a copy outside the database's backups: without it no secret can be read.
    /// </summary>
    [Required]
    public required string KeyFile { get; init; }

    /// <summary>The Azure Key Vault for secrets; without one they are in the database, sealed under the key file.</summary>
    public AzureOptions Azure { get; init; } = new();

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) => Azure.WhatIsWrong().Select(sentence => new ValidationResult(sentence, [nameof(Azure)]));
}
