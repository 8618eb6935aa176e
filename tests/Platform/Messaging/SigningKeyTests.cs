using Holdfast.Platform.Messaging.Credentials;

namespace Holdfast.Tests.Platform.Messaging;

/// <summary>What a real nats-server makes of signing keys.</summary>
public sealed class SigningKeyTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task With_signing_keys_nothing_else_vouches_and_one_that_leaves_takes_its_connections_along()
    {
        var (vouching, identity, spare) = (NKey.Create(NKeyKind.Operator), NKey.Create(NKeyKind.Operator), NKey.Create(NKeyKind.Operator));
        var (system, systemSigner, account, first, second) =
            (NKey.Create(NKeyKind.Account), NKey.Create(NKeyKind.Account), NKey.Create(NKeyKind.Account), NKey.Create(NKeyKind.Account), NKey.Create(NKeyKind.Account));
        var now = TimeProvider.System.GetUtcNow().AddMinutes(-1);
        var claims = new NatsAccount(account.PublicKey, "APP") { SigningKeys = [first.PublicKey, second.PublicKey] };
        await using var server = await NatsServer.StartAsync((port, directory) => new NatsServerConfig
        {
            OperatorJwt = NatsJwt.ForOperator(identity, new NatsOperator(system.PublicKey, "test") { SigningKeys = [vouching.PublicKey, spare.PublicKey] }, now),
            SystemAccount = system.PublicKey,
            Accounts = new Dictionary<string, string>
            {
                [system.PublicKey] = NatsJwt.ForAccount(vouching, new NatsAccount(system.PublicKey, "SYS") { SigningKeys = [systemSigner.PublicKey] }, now),
                [account.PublicKey] = NatsJwt.ForAccount(vouching, claims, now),
            },
            ResolverDirectory = Path.Combine(directory, "accounts"),
            Port = port,
        }.ToText());

        await using var root = Connection(server, systemSigner, system.PublicKey);
        (await NatsServers.TrustAsync(root, TimeSpan.FromSeconds(1), Ct)).ShouldHaveSingleItem().TrustedKeys.ShouldBe([vouching.PublicKey, spare.PublicKey, identity.PublicKey], ignoreOrder: true);

        await using var leaves = Connection(server, first, account.PublicKey);
        await using var stays = Connection(server, second, account.PublicKey);
        await leaves.ConnectAsync(Ct);
        await stays.ConnectAsync(Ct);
        var (left, dropped) = (new TaskCompletionSource(), false);
        leaves.ConnectionDisconnected += (_, _) => left.TrySetResult();
        stays.ConnectionDisconnected += (_, _) => dropped = true;
        await using var own = Connection(server, account, null);
        await Should.ThrowAsync<NatsAuthorizationException>(async () => await own.ConnectAsync(Ct));

        // The operator's own key vouches for no account; the spare one that was told ahead does.
        var without = claims with { SigningKeys = [second.PublicKey] };
        await Should.ThrowAsync<NatsException>(async () => await NatsAccountClaims.PushAsync(root, NatsJwt.ForAccount(identity, without, now.AddSeconds(5)), Ct));
        await NatsAccountClaims.PushAsync(root, NatsJwt.ForAccount(spare, without, now.AddSeconds(10)), Ct);
        await left.Task.WaitAsync(TimeSpan.FromSeconds(30), Ct);
        await stays.PingAsync(Ct);
        dropped.ShouldBeFalse();
    }

    private static NatsConnection Connection(NatsServer server, NKey signer, string? account)
    {
        var user = NKey.Create(NKeyKind.User);
        return new(new NatsOpts { Url = server.Url, Auth = new() { User = new(NatsJwt.ForUser(signer, new NatsUser(user.PublicKey, "test") { Account = account }, TimeProvider.System.GetUtcNow()), user.Seed) } });
    }
}
