using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Platform.Messaging;
using Holdfast.Platform.Messaging.Credentials;
using Holdfast.Tests.Harness;

namespace Holdfast.Tests.Modules.Fleet.Broker;

/// <summary>Signing keys are replaced without anybody noticing; unless one leaked, then all that it signed is refused at once.</summary>
public sealed class RotationTests
{
    [Fact]
    public async Task Both_keys_are_rotated_under_load_and_nothing_is_lost_and_nobody_disconnected()
    {
        await using var own = OwnBroker.WithoutWorker();
        var keys = await own.Keys();
        var tenant = await own.Server.NewTenant();
        var group = await tenant.NewGroup();
        List<TestSensor> sensors = [];
        for (var i = 0; i < 4; i++)
        {
            sensors.Add(await TestSensor.Enroll(own.Server, tenant, group));
        }

        var drops = 0;
        var stop = false;
        async Task Report(TestSensor sensor)
        {
            var nats = await sensor.Nats();
            nats.ConnectionDisconnected += (_, _) => Interlocked.Increment(ref drops);
            while (!Volatile.Read(ref stop))
            {
                await sensor.Publish(sensor.Metrics(("load.1m", null, 1)));
                await Task.Delay(20, OwnBroker.Stop);
            }
        }

        var reporting = sensors.Select(Report).ToList();
        var (account, vouching, system) = (await own.Signer(), await own.Signer("OPERATOR_SIGNING"), await own.Signer("SYSTEM_SIGNING"));
        await keys.Rotate(BrokerRotationOf.Account, isLeaked: false, OwnBroker.Stop);
        await keys.Rotate(BrokerRotationOf.Operator, isLeaked: false, OwnBroker.Stop);
        await own.Reconcile();
        (await keys.IsSettled(BrokerRotationOf.Account, OwnBroker.Stop) && await keys.IsSettled(BrokerRotationOf.Operator, OwnBroker.Stop)).ShouldBeTrue();
        foreach (var (kind, before) in new[] { ("ACCOUNT_SIGNING", account), ("OPERATOR_SIGNING", vouching), ("SYSTEM_SIGNING", system) })
        {
            (await own.Signer(kind)).ShouldNotBe(before);
            (await own.Public(kind, "RETIRING")).ShouldBe([before]);
        }

        // During the overlap both hold.
        NatsJwt.Read(sensors[0].Enrolled.Messaging!.Jwt).Issuer.ShouldBe(account);
        (await own.LetsIn(sensors[0].Enrolled.Messaging!.Jwt, sensors[0].Device)).ShouldBeTrue();
        var fresh = await OwnBroker.LogIn(sensors[0]);
        NatsJwt.Read(fresh).Issuer.ShouldBe(await own.Signer());
        (await own.LetsIn(fresh, sensors[0].Device)).ShouldBeTrue();

        Volatile.Write(ref stop, true);
        await Task.WhenAll(reporting);
        drops.ShouldBe(0);
        foreach (var sensor in sensors)
        {
            sensor.Seq.ShouldBeGreaterThan(20);
            await Eventually.Holds("all of it to be stored", async () => await own.Stored(sensor) == sensor.Seq);
        }

        // After it the old one is out of the claims: what it signed is cut off and stays out, what the new one signed stays.
        await using var renewed = await own.Connection(fresh, sensors[0].Device);
        await renewed.ConnectAsync(OwnBroker.Stop);
        var renewedDrops = 0;
        renewed.ConnectionDisconnected += (_, _) => Interlocked.Increment(ref renewedDrops);
        await own.EndOverlap();
        await own.Reconcile();
        (await own.Public("ACCOUNT_SIGNING", "RETIRED")).ShouldBe([account]);
        (await own.Public("SYSTEM_SIGNING", "RETIRED")).ShouldBe([system]);
        (await own.Sql("select count(*) from control.broker_key where state = 'RETIRED' and sealed_seed is not null")).ShouldBe(0L);
        await Eventually.Holds("the old log-ins to be refused", () => Task.FromResult(drops == sensors.Count));
        (await own.LetsIn(sensors[0].Enrolled.Messaging!.Jwt, sensors[0].Device)).ShouldBeFalse();
        await renewed.PingAsync(OwnBroker.Stop);
        renewedDrops.ShouldBe(0);

        // The operator's leaves with the broker's next start.
        (await own.Public("OPERATOR_SIGNING", "RETIRING")).ShouldBe([vouching]);
        await (await own.Part<IBroker>()).StartAgain(OwnBroker.Stop);
        await own.Reconcile();
        (await own.Public("OPERATOR_SIGNING", "RETIRED")).ShouldBe([vouching]);
        sensors.ForEach(s => s.Key.Dispose());
    }

    [Fact]
    public async Task An_account_key_that_leaked_ends_all_log_ins_at_once_and_devices_fetch_others()
    {
        await using var own = OwnBroker.WithoutWorker();
        await using var sensor = await TestSensor.Enroll(own.Server);
        var nats = await sensor.Nats();
        var before = await own.Signer();
        await (await own.Keys()).Rotate(BrokerRotationOf.Account, isLeaked: true, OwnBroker.Stop);
        await Eventually.Holds("the sensor to be cut off", () => Task.FromResult(nats.ConnectionState != NatsConnectionState.Open));
        (await own.Public("ACCOUNT_SIGNING", "RETIRED")).ShouldBe([before]);
        (await own.LetsIn(sensor.Enrolled.Messaging!.Jwt, sensor.Device)).ShouldBeFalse();
        (await own.LetsIn(await OwnBroker.LogIn(sensor), sensor.Device)).ShouldBeTrue();
        // The server itself was cut off too, and has come back by the new key.
        await Eventually.Holds("the server to be back", async () => (await own.Part<IBroker>()).IsUp);
        (await own.Public("ACCOUNT_SIGNING", "RETIRING")).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_operator_key_that_leaked_is_trusted_no_more_at_once()
    {
        await using var own = OwnBroker.WithoutWorker();
        var broker = await own.Part<IBroker>();
        var leaked = (await own.Part<Holdfast.Modules.Fleet.Broker.BrokerKeys>()).Ring.Current(Holdfast.Modules.Fleet.Broker.BrokerKeyKind.OperatorSigning).Key;
        await using var sensor = await TestSensor.Enroll(own.Server);
        await (await own.Keys()).Rotate(BrokerRotationOf.Operator, isLeaked: true, OwnBroker.Stop);
        await own.Reconcile();
        (await own.Public("OPERATOR_SIGNING", "RETIRED")).ShouldBe([leaked.PublicKey]);
        (await own.Public("SYSTEM_SIGNING", "RETIRED")).Length.ShouldBe(1);

        // Claims that the leaked key vouches for are not taken.
        var ring = (await own.Part<Holdfast.Modules.Fleet.Broker.BrokerKeys>()).Ring;
        var account = ring.Current(Holdfast.Modules.Fleet.Broker.BrokerKeyKind.Account).PublicKey;
        var intruder = NKey.Create(NKeyKind.Account);
        var now = TimeProvider.System.GetUtcNow();
        var forged = NatsJwt.ForAccount(leaked, new NatsAccount(account, "HOLDFAST") { JetStream = new NatsJetStreamLimits(), SigningKeys = [intruder.PublicKey] }, now.AddMinutes(5));
        await broker.Push(ring.SystemLogIns(now), [forged], OwnBroker.Stop).ContinueWith(_ => { }, TaskScheduler.Default);
        var user = new NatsUser(NKey.Create(NKeyKind.User).PublicKey, "intruder") { Account = account, BearerToken = true };
        (await own.LetsIn(NatsJwt.ForUser(intruder, user, now), sensor.Device)).ShouldBeFalse();
        (await own.LetsIn(await OwnBroker.LogIn(sensor), sensor.Device)).ShouldBeTrue();
        await Eventually.Holds("the server to be back", () => Task.FromResult(broker.IsUp));
        await sensor.Publish(sensor.Heartbeat());
        await Eventually.Holds("it to be stored", async () => await own.Stored(sensor) == 1);
    }

    [Fact]
    public async Task Keys_are_rotated_by_themselves_when_they_have_signed_long_enough()
    {
        await using var own = OwnBroker.WithoutWorker(("Holdfast:Fleet:BrokerKeyLifetime", "30.00:00:00"));
        await using var sensor = await TestSensor.Enroll(own.Server);
        await own.Reconcile();
        var (account, vouching, system) = (await own.Signer(), await own.Signer("OPERATOR_SIGNING"), await own.Signer("SYSTEM_SIGNING"));
        await own.Sql("update control.broker_key set since = now() - interval '29 days' where state = 'CURRENT'");
        await own.Reconcile();
        (await own.Signer()).ShouldBe(account);

        await own.Sql("update control.broker_key set since = now() - interval '31 days' where state = 'CURRENT'");
        await own.Reconcile();
        (await own.Signer()).ShouldNotBe(account);
        (await own.Signer("OPERATOR_SIGNING")).ShouldNotBe(vouching);
        (await own.Signer("SYSTEM_SIGNING")).ShouldNotBe(system);
        (await own.Public("ACCOUNT", "CURRENT")).ShouldHaveSingleItem();
        (await sensor.Nats()).ConnectionState.ShouldBe(NatsConnectionState.Open);
        var steps = await (await own.Keys()).Steps(100, OwnBroker.Stop);
        steps.Count(s => s.What == "SIGNS" && s.Kind == "ACCOUNT_SIGNING").ShouldBe(2);

        // A second rotation of the operator's in one life of the broker: it has to read whom it trusts once more.
        await (await own.Keys()).Rotate(BrokerRotationOf.Operator, isLeaked: false, OwnBroker.Stop);
        await own.Reconcile();
        (await (await own.Keys()).IsSettled(BrokerRotationOf.Operator, OwnBroker.Stop)).ShouldBeTrue();
        await Eventually.Holds("the server to be back", async () => (await own.Part<IBroker>()).IsUp);
        (await own.LetsIn(await OwnBroker.LogIn(sensor), sensor.Device)).ShouldBeTrue();
    }

    [Theory]
    [InlineData(BrokerRotationOf.Account, false)]
    [InlineData(BrokerRotationOf.Account, true)]
    [InlineData(BrokerRotationOf.Operator, false)]
    [InlineData(BrokerRotationOf.Operator, true)]
    public async Task A_process_that_dies_between_two_steps_leaves_a_broker_that_works_and_the_next_one_goes_on(BrokerRotationOf which, bool isLeaked)
    {
        await using var own = OwnBroker.WithoutWorker();
        await using var sensor = await TestSensor.Enroll(own.Server);
        own.Faults.LooksAway = true;
        var kind = which == BrokerRotationOf.Account ? "ACCOUNT_SIGNING" : "OPERATOR_SIGNING";
        await (await own.Keys()).Rotate(which, isLeaked, OwnBroker.Stop);
        var before = await own.Public(kind, isLeaked && which == BrokerRotationOf.Account ? "RETIRED" : "CURRENT");

        // At each word to the broker it dies once before it was heard and once after, and comes back with nothing but what is stored.
        for (var at = 1; ; at = at % 2 + 1)
        {
            own.Faults.Set(at);
            bool more;
            try
            {
                more = await own.Step();
            }
            catch (NatsException)
            {
                more = true;
            }

            own.Faults.Set(0);
            if (at == 2 || !isLeaked)
            {
                // What leaked is refused at once, and what comes instead is let in when the broker has heard of it.
                await Works(own, sensor);
            }

            if (!more)
            {
                break;
            }

            // Every other turn is let through, so that it goes on at all.
            if (at == 2)
            {
                more = await own.Step();
                await Works(own, sensor);
            }
        }

        await own.Reconcile();
        (await (await own.Keys()).IsSettled(which, OwnBroker.Stop)).ShouldBeTrue();
        (await own.Signer(kind)).ShouldNotBe(before.Single());
        (await own.Public(kind, "CURRENT")).ShouldHaveSingleItem();
        await Works(own, sensor);
        TestContext.Current.TestOutputHelper!.WriteLine($"{own.Faults.Deaths} deaths");
        // How often it comes to a word depends on what the broker has heard already.
        own.Faults.Deaths.ShouldBeGreaterThan(0);
    }

    // A device gets a log-in that is let in, and the server is there; at the moment of a leak, within moments.
    private static Task Works(OwnBroker own, TestSensor sensor) => Eventually.Holds(
        "a device's fresh log-in to be let in, and the server's own",
        async () => await own.LetsIn(await OwnBroker.LogIn(sensor), sensor.Device) && (await own.Part<NatsConnection>()).ConnectionState == NatsConnectionState.Open);
}
