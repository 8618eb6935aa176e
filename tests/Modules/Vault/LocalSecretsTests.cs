using System.Security.Cryptography;
using System.Text;
using Holdfast.Modules.Vault;
using Holdfast.Modules.Vault.Domain;
using Holdfast.Platform.Modularity;
using Microsoft.Extensions.Logging.Abstractions;

namespace Holdfast.Tests.Modules.Vault;

public sealed class LocalSecretsTests
{
    private static readonly Guid Tenant = Guid.Parse("0192f000-0000-7000-8000-000000000001");
    private static readonly Guid Other = Guid.Parse("0192f000-0000-7000-8000-000000000002");
    private readonly LocalSecrets secrets = new(null!, new RingSealer(new KeyRing([RandomNumberGenerator.GetBytes(32)])), TimeProvider.System, NullLogger<LocalSecrets>.Instance);

    [Theory]
    [InlineData("glsa_token")]
    [InlineData("clé 🔑")]
    public void A_secret_opens_in_its_place(string value)
    {
        var binding = SecretName.Binding(Tenant, "integration/1", 1);
        secrets.Open(secrets.Seal(value, binding), binding).ShouldBe(value);
    }

    [Fact]
    public void A_row_in_the_place_of_another_tenant_name_or_version_does_not_open()
    {
        var row = secrets.Seal("s", SecretName.Binding(Tenant, "a", 1));
        foreach (var elsewhere in new[] { SecretName.Binding(Other, "a", 1), SecretName.Binding(Tenant, "b", 1), SecretName.Binding(Tenant, "a", 2) })
        {
            Should.Throw<CryptographicException>(() => secrets.Open(row, elsewhere));
        }
    }

    [Fact]
    public void A_data_key_does_not_open_another_version_s_value()
    {
        var binding = SecretName.Binding(Tenant, "a", 1);
        var one = secrets.Seal("one", binding);
        var two = secrets.Seal("two", binding);
        Should.Throw<CryptographicException>(() => secrets.Open(one with { DataKey = two.DataKey }, binding));
    }

    [Fact]
    public void The_value_is_in_neither_column()
    {
        var row = secrets.Seal("glsa_very_secret", SecretName.Binding(Tenant, "a", 1));
        Encoding.Latin1.GetString(row.Box).ShouldNotContain("glsa");
        Encoding.Latin1.GetString(row.DataKey).ShouldNotContain("glsa");
    }

    [Theory]
    [InlineData("integration/0192f000", true)]
    [InlineData("", false)]
    [InlineData("A", false)]
    [InlineData("a b", false)]
    [InlineData("a\n", false)]
    public void A_name_is_lower_case_and_plain(string name, bool good) => SecretName.IsGood(name).ShouldBe(good);

    private sealed class RingSealer(KeyRing ring) : ISealer
    {
        public byte[] Seal(ReadOnlySpan<byte> clear, string purpose) => ring.Seal(clear, purpose);

        public byte[] Open(ReadOnlySpan<byte> sealedBytes, string purpose) => ring.Open(sealedBytes, purpose);
    }
}
