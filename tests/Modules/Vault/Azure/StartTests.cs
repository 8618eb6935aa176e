using Holdfast.Hosts.Server;
using Holdfast.Tests.Harness;
using Microsoft.Extensions.Options;

namespace Holdfast.Tests.Modules.Vault.Azure;

public sealed class StartTests
{
    [Fact]
    public void Azures_usual_environment_variables_are_the_settings()
    {
        var configuration = ServerConfiguration.Of([], new Dictionary<string, string>
        {
            ["AZURE_KEY_VAULT_URL"] = "https://acme.vault.azure.net",
            ["AZURE_TENANT_ID"] = "tenant",
            ["AZURE_CLIENT_ID"] = "client",
            ["AZURE_CLIENT_SECRET"] = "secret",
            ["AZURE_AUTHORITY_HOST"] = "https://login.microsoftonline.us",
        });
        var azure = configuration.GetSection("Holdfast:Vault:Azure");
        new[] { azure["VaultUrl"], azure["TenantId"], azure["ClientId"], azure["ClientSecret"], azure["AuthorityHost"] }
            .ShouldBe(["https://acme.vault.azure.net", "tenant", "client", "secret", "https://login.microsoftonline.us"]);
    }

    [Fact]
    public async Task A_key_vault_without_an_application_to_sign_in_as_stops_the_start_and_says_what_is_missing()
    {
        // What did not start has nothing to dispose.
        var server = TestServer.With(new Dictionary<string, string?>
        {
            ["Holdfast:Vault:Azure:VaultUrl"] = "https://acme.vault.azure.net",
            ["Holdfast:Vault:Azure:ClientId"] = "client",
            ["Holdfast:Vault:Azure:ClientSecret"] = "hf8Q~very-secret",
        });
        var refused = await Should.ThrowAsync<OptionsValidationException>(server.Address);
        refused.Message.ShouldContain("AZURE_TENANT_ID (Holdfast:Vault:Azure:TenantId) is missing");
        refused.ToString().ShouldNotContain("very-secret");
    }

    [Fact]
    public async Task A_start_asks_nothing_of_the_key_vault()
    {
        await using var server = TestServer.With(new Dictionary<string, string?>
        {
            ["Holdfast:Vault:Azure:VaultUrl"] = "https://nowhere.invalid",
            ["Holdfast:Vault:Azure:TenantId"] = "t",
            ["Holdfast:Vault:Azure:ClientId"] = "c",
            ["Holdfast:Vault:Azure:ClientSecret"] = "s",
        });
        (await (await server.Anonymous()).Get("/health/ready")).Expect(200);
    }
}
