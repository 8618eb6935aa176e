using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Holdfast.Platform.Data.Migrations;

/// <summary>Which stores a migration belongs to.</summary>
public enum StoreKind
{
    /// <summary>The control store.</summary>
    Control,

    /// <summary>Every tenant store.</summary>
    Tenant,

    /// <summary>The work lists that every database has, in schema <c>work</c>.</summary>
    Work,
}

/// <summary>One numbered, forward-only SQL file.</summary>
/// <param name="Owner">The module, or <c>platform</c>.</param>
/// <param name="Kind">Where it runs.</param>
/// <param name="Number">Unique per owner and kind.</param>
/// <param name="Name">The file's name.</param>
/// <param name="Sql">Its text.</param>
public sealed record Migration(string Owner, StoreKind Kind, int Number, string Name, string Sql)
{
    /// <summary>SHA-256 of the text: an applied file must never change.</summary>
    public string Checksum => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql)));
}

/// <summary>Finds an assembly's embedded migrations: <c>Schema/0001_x.sql</c> for tenant stores, <c>Schema/Work/0001_x.sql</c> for a database's work lists, <c>Schema/Control/0001_x.sql</c> for the control store.</summary>
public static partial class SchemaSource
{
    /// <summary>The platform's own tables.</summary>
    public static IReadOnlyList<Migration> Platform { get; } = Of("platform", typeof(SchemaSource).Assembly);

    /// <summary>The migrations embedded in an assembly, in order.</summary>
    public static IReadOnlyList<Migration> Of(string owner, Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        var found = new List<Migration>();
        foreach (var resource in assembly.GetManifestResourceNames())
        {
            if (FileName().Match(resource) is not { Success: true } match)
            {
                continue;
            }

            using var stream = assembly.GetManifestResourceStream(resource)!;
            using var reader = new StreamReader(stream);
            found.Add(new Migration(
                owner,
                match.Groups["kind"].Success ? Enum.Parse<StoreKind>(match.Groups["kind"].Value) : StoreKind.Tenant,
                int.Parse(match.Groups["number"].Value),
                match.Groups["name"].Value,
                reader.ReadToEnd()));
        }

        return [.. found.OrderBy(m => m.Kind).ThenBy(m => m.Number)];
    }

    [GeneratedRegex(@"^Schema/(?:(?<kind>Control|Work)/)?(?<name>(?<number>\d{4})_\w+)\.sql$")]
    private static partial Regex FileName();
}
