using Holdfast.Modules.Vault.Azure;

namespace Holdfast.Tests.Modules.Vault.Azure;

public sealed class AzureOptionsTests
{
    private const string Url = "https://acme.vault.azure.net";

    [Fact]
    public void Without_a_vault_nothing_is_wrong_whatever_else_is_set() =>
        new AzureOptions { TenantId = "t", AuthorityHost = "nonsense" }.WhatIsWrong().ShouldBeEmpty();

    [Theory]
    [InlineData(Url, "")]
    [InlineData("https://acme.vault.azure.cn/", "https://login.chinacloudapi.cn/")]
    public void A_vault_and_an_application_are_fine(string url, string authority) =>
        new AzureOptions { VaultUrl = url, TenantId = "acme.onmicrosoft.com", ClientId = "c", ClientSecret = "s", AuthorityHost = authority }.WhatIsWrong().ShouldBeEmpty();

    [Fact]
    public void What_is_missing_is_named() =>
        new AzureOptions { VaultUrl = Url, ClientId = "c", ClientSecret = " " }.WhatIsWrong().Select(s => s.Split(' ')[0]).ShouldBe(["AZURE_TENANT_ID", "AZURE_CLIENT_SECRET"]);

    [Theory]
    [InlineData("http://acme.vault.azure.net", "", "AZURE_KEY_VAULT_URL")]
    [InlineData("acme.vault.azure.net", "", "AZURE_KEY_VAULT_URL")]
    [InlineData("https://acme.vault.azure.net/secrets", "", "AZURE_KEY_VAULT_URL")]
    [InlineData("https://me:pass@acme.vault.azure.net", "", "AZURE_KEY_VAULT_URL")]
    [InlineData(Url, "http://login.example", "AZURE_AUTHORITY_HOST")]
    public void An_address_that_is_none_or_not_safe_is_named_and_no_value_is_repeated(string url, string authority, string name)
    {
        var sentence = new AzureOptions { VaultUrl = url, TenantId = "t", ClientId = "c", ClientSecret = "very secret", AuthorityHost = authority }.WhatIsWrong().ShouldHaveSingleItem();
        sentence.ShouldStartWith(name);
        sentence.ShouldNotContain("very secret");
        sentence.ShouldNotContain("pass");
    }

    [Fact]
    public void An_entra_tenant_is_an_id_or_a_domain() =>
        new AzureOptions { VaultUrl = Url, TenantId = "a/b", ClientId = "c", ClientSecret = "s" }.WhatIsWrong().ShouldHaveSingleItem().ShouldStartWith("AZURE_TENANT_ID");
}
