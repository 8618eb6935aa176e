using Holdfast.Tests.Harness;

namespace Holdfast.Tests.Hosts.Cli;

/// <summary><c>holdfast admin broker</c>, beside a running server.</summary>
public sealed class BrokerTests
{
    [Fact]
    public async Task The_operator_sees_and_rotates_the_brokers_keys_and_reads_what_became_of_them()
    {
        await using var server = new TestServer();
        using var user = new CommandLineUser(await server.Address());
        var data = ((Microsoft.Extensions.Configuration.IConfiguration)(await server.Services()).GetService(typeof(Microsoft.Extensions.Configuration.IConfiguration))!)["Holdfast:Server:DataDirectory"]!;
        (string, string)[] configuration = [("DATABASE_URL", await server.ApplicationConnection())];
        async Task<Ran> Admin(int exitCode, params string[] command) => (await user.Run(["admin", "broker", .. command], null, configuration)).Expect(exitCode);

        var table = (await Admin(0, "keys", "--data", data)).Out;
        var before = (await Admin(0, "keys", "--data", data, "--json")).Json["items"]!.AsArray();
        before.Select(k => $"{k!["kind"]} {k["state"]}").ShouldBe([
            "OPERATOR CURRENT", "SYSTEM CURRENT", "ACCOUNT CURRENT", "OPERATOR_SIGNING NEXT", "OPERATOR_SIGNING CURRENT", "SYSTEM_SIGNING CURRENT", "ACCOUNT_SIGNING CURRENT"]);
        before.ShouldAllBe(k => table.Contains((string)k!["publicKey"]!));
        var signer = (string)before.Single(k => (string)k!["kind"]! == "ACCOUNT_SIGNING")!["publicKey"]!;

        (await Admin(0, "rotate", "account", "--now", "--data", data)).Out.ShouldContain("Another key signs");
        (await Admin(0, "keys", "--data", data)).Out.ShouldNotContain(signer);
        (await Admin(0, "keys", "--all", "--data", data)).Out.ShouldContain(signer);
        (await Admin(0, "history", "--data", data, "--json")).Json["items"]!.AsArray().ShouldContain(s => (string)s!["what"]! == "RETIRED_AT_ONCE" && (string)s["publicKey"]! == signer);

        // The papers of a broker elsewhere; an example that is there stays.
        var folder = user.At("nats");
        await Admin(0, "init", "--out", folder, "--data", data);
        var example = Path.Combine(folder, "nats-server.conf");
        await File.WriteAllTextAsync(example, "mine", TestContext.Current.CancellationToken);
        await Admin(0, "init", "--out", folder, "--data", data);
        (await File.ReadAllTextAsync(example, TestContext.Current.CancellationToken)).ShouldBe("mine");
        (await File.ReadAllTextAsync(Path.Combine(folder, "holdfast-accounts.conf"), TestContext.Current.CancellationToken)).ShouldContain("resolver_preload");

        // Another key file than the servers': nothing is sealed that they could not open.
        (await Admin(2, "rotate", "everything", "--data", data)).Error.ShouldContain("operator");
        (await Admin(7, "rotate", "account", "--data", user.At("elsewhere"))).Error.ShouldContain("vault.key");
        Directory.CreateDirectory(user.At("other"));
        await File.WriteAllTextAsync(Path.Combine(user.At("other"), "vault.key"), Convert.ToBase64String(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32)) + "\n", TestContext.Current.CancellationToken);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Path.Combine(user.At("other"), "vault.key"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        (await Admin(7, "rotate", "account", "--now", "--data", user.At("other"))).Error.ShouldContain("another key file");
        (await Admin(0, "keys", "--data", data, "--json")).Json["items"]!.AsArray().Count.ShouldBe(7);
    }
}
