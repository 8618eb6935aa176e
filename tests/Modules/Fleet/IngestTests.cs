using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Holdfast.Modules.Fleet.Protocol;
using Holdfast.Platform.Messaging;
using Holdfast.Platform.Messaging.JetStream;
using Holdfast.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Holdfast.Tests.Modules.Fleet;

public sealed class IngestTests(TestServer server)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Documents_by_NATS_are_stored_once_and_acknowledged_after_the_commit()
    {
        await using var sensor = await TestSensor.Enroll(server);
        var nats = await sensor.Nats();
        await using var acks = await nats.SubscribeCoreAsync(sensor.Subject(DeviceMessage.Ack), cancellationToken: Stop);
        await nats.PingAsync(Stop);
        SensorDocument[] documents = [sensor.Heartbeat(), sensor.Metrics(("cpu.used_percent", null, 12.5)), sensor.FailedLogIns(2)];
        foreach (var document in documents.Concat(documents))
        {
            await sensor.Publish(document);
        }

        await Acknowledged(acks, 3);
        await Eventually.Holds("the batch to settle", async () => await Count("telemetry_message", sensor.Device) == 3);
        (await Count("metric_sample", sensor.Device)).ShouldBe(1);
        (await Count("log_event", sensor.Device)).ShouldBe(2);
        var view = await sensor.View();
        (view.Text("status"), view.Text("sensorVersion")).ShouldBe(("ONLINE", "1.0.1"));
    }

    [Fact]
    public async Task What_came_by_HTTPS_is_not_stored_again_by_NATS()
    {
        await using var sensor = await TestSensor.Enroll(server);
        var nats = await sensor.Nats();
        await using var acks = await nats.SubscribeCoreAsync(sensor.Subject(DeviceMessage.Ack), cancellationToken: Stop);
        await nats.PingAsync(Stop);
        var document = sensor.Metrics(("load.1m", null, 0.5), ("load.5m", null, 0.4));
        (await sensor.Post(document)).Expect(200);
        await sensor.Publish(document);
        await Acknowledged(acks, 1);
        (await Count("metric_sample", sensor.Device)).ShouldBe(2);
    }

    [Fact]
    public async Task The_committed_sequence_waits_for_what_was_lost_and_passes_what_was_dropped()
    {
        await using var sensor = await TestSensor.Enroll(server);
        SensorDocument[] documents = [.. Enumerable.Range(0, 4).Select(_ => sensor.Heartbeat())];
        (await Committed(sensor, documents[0], documents[2])).ShouldBe((1, 2, 0));
        (await Committed(sensor, documents[1])).ShouldBe((2, 1, 0));
        (await Committed(sensor, documents[2], documents[3])).ShouldBe((4, 1, 1));
        (await Committed(sensor, sensor.Heartbeat() with { Seq = 9, Prev = 4 })).ShouldBe((9, 1, 0));
    }

    [Fact]
    public async Task A_document_twice_in_one_body_is_one()
    {
        await using var sensor = await TestSensor.Enroll(server);
        var document = sensor.Metrics(("load.1m", null, 1));
        (await Committed(sensor, document, document)).ShouldBe((1, 1, 1));
        (await Count("metric_sample", sensor.Device)).ShouldBe(1);
    }

    [Fact]
    public async Task What_cannot_be_stored_is_named_to_the_sensor_kept_with_its_reason_and_counted()
    {
        await using var sensor = await TestSensor.Enroll(server);
        var tooLarge = Encoding.UTF8.GetBytes($$"""{"schema":"holdfast.heartbeat/1","x":"{{new string('x', SensorLimits.MaxDocumentBytes)}}"}""");
        var answer = (await sensor.PostLines(
            TestSensor.Json(sensor.Heartbeat()),
            "{\"schema\":"u8.ToArray(),
            tooLarge,
            "{\"schema\":\"holdfast.poetry/1\",\"id\":\"01890000-0000-7000-8000-000000000000\",\"seq\":2,\"prev\":1}"u8.ToArray(),
            TestSensor.Json(sensor.Heartbeat() with { Seq = 3, Prev = 2, At = TimeProvider.System.GetUtcNow().AddHours(1) }),
            TestSensor.Json(sensor.Heartbeat() with { Seq = 4, Prev = 3 }))).Expect(200);
        answer.Json["rejected"]!.AsArray().Select(r => ((int)r!["line"]!, (string)r["code"]!)).ShouldBe(
            [(2, "sensor.document_malformed"), (3, "sensor.document_too_large"), (4, "sensor.schema_unknown"), (5, "sensor.clock_ahead")]);
        ((int)answer.Json["committedSeq"]!).ShouldBe(4);
        ((int)answer.Json["accepted"]!).ShouldBe(2);
        ((long)(await sensor.View()).Json["deadLetters"]!).ShouldBe(4);
        var letters = await DeadLetters($"telemetry.dead.{sensor.Tenant.Id}.{sensor.Device}", 4);
        letters.Select(l => l.Headers!["Holdfast-Reason"]).ShouldBe(
            ["sensor.document_malformed", "sensor.document_too_large", "sensor.schema_unknown", "sensor.clock_ahead"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_message_under_a_subject_that_is_not_its_own_becomes_a_dead_letter()
    {
        await using var sensor = await TestSensor.Enroll(server);
        await using var other = await TestSensor.Enroll(server);
        var broker = new NatsJSContext((await server.Services()).GetRequiredService<NatsConnection>());
        var strange = new DeviceSubject(other.Enrolled.TenantId, sensor.Enrolled.DeviceId, DeviceMessage.Heartbeat);
        await broker.PublishAsync(strange.ToString(), TestSensor.Json(sensor.Heartbeat()), cancellationToken: Stop);
        await broker.PublishAsync($"tenant.{sensor.Tenant.Id}.device.nobody.heartbeat", TestSensor.Json(sensor.Heartbeat()), cancellationToken: Stop);
        await Should.ThrowAsync<NatsNoRespondersException>(async () => await broker.PublishAsync($"tenant.nobody.device.{sensor.Device}.heartbeat", TestSensor.Json(sensor.Heartbeat()), cancellationToken: Stop));
        await broker.PublishAsync(sensor.Subject(DeviceMessage.Metrics), TestSensor.Json(sensor.Heartbeat()), cancellationToken: Stop);
        var unknown = (await DeadLetters($"telemetry.dead.{strange.Tenant}.{strange.Device}", 1))[0];
        unknown.Headers!["Holdfast-Reason"].ShouldBe("sensor.unknown_device");
        unknown.Headers["Holdfast-Subject"].ShouldBe(strange.ToString());
        (await DeadLetters("telemetry.dead.unknown", 1))[0].Headers!["Holdfast-Reason"].ShouldBe("sensor.subject_invalid");
        (await DeadLetters($"telemetry.dead.{sensor.Tenant.Id}.{sensor.Device}", 1))[0].Headers!["Holdfast-Reason"].ShouldBe("sensor.document_invalid");
        (await Count("telemetry_message", sensor.Device)).ShouldBe(0);
    }

    [Fact]
    public async Task What_a_tenant_sends_too_much_is_refused_to_it_alone_and_what_was_taken_is_stored()
    {
        await using var own = TestServer.With(new Dictionary<string, string?> { ["Holdfast:Fleet:StreamBytes"] = "1048576", ["Holdfast:Fleet:IngestLanes"] = "2" });
        await using var loud = await TestSensor.Enroll(own);
        await using var other = await TestSensor.Enroll(own);
        await using var owner = NpgsqlDataSource.Create(await own.OwnerConnection());
        await using var holding = await owner.OpenConnectionAsync(Stop);
        await using var held = await holding.BeginTransactionAsync(Stop);
        await using (var hold = new NpgsqlCommand("select set_config('holdfast.tenant', $1, true)", holding) { Parameters = { new() { Value = loud.Tenant.Id } } })
        {
            await hold.ExecuteNonQueryAsync(Stop);
            hold.CommandText = "select from shared.device for update";
            hold.Parameters.Clear();
            await hold.ExecuteNonQueryAsync(Stop);
        }

        var taken = 0;
        var refused = await Should.ThrowAsync<NatsJSApiException>(async () =>
        {
            for (; taken < 1_000; taken++)
            {
                await loud.Publish(loud.FailedLogIns(200));
            }
        });
        refused.Description.ShouldContain("maximum bytes");
        taken.ShouldBeGreaterThan(10);

        await using var acks = await (await other.Nats()).SubscribeCoreAsync(other.Subject(DeviceMessage.Ack), cancellationToken: Stop);
        await (await other.Nats()).PingAsync(Stop);
        await other.Publish(other.FailedLogIns(200));
        await Acknowledged(acks, 1);

        await held.RollbackAsync(Stop);
        await Eventually.Holds("what was taken to be stored", async () => (await own.Sql(loud.Tenant, "select count(*) from telemetry_message where device_id = $1", Guid.Parse(loud.Device))).Single() == $"{taken}");
    }

    [Fact]
    public async Task A_stream_that_lacks_is_made_again_and_taken_from()
    {
        await using var sensor = await TestSensor.Enroll(server);
        await sensor.Publish(sensor.Heartbeat());
        await Eventually.Holds("the first to be stored", async () => await Count("telemetry_message", sensor.Device) == 1);
        var broker = new NatsJSContext((await server.Services()).GetRequiredService<NatsConnection>());
        await broker.DeleteStreamAsync($"TELEMETRY-{Guid.Parse(sensor.Tenant.Id):N}", Stop);
        var next = sensor.Heartbeat();
        await Should.ThrowAsync<NatsNoRespondersException>(() => sensor.Publish(next));
        await server.Work("fleet.keep_streams");
        await sensor.Publish(next);
        await Eventually.Holds("the next to be stored", async () => await Count("telemetry_message", sensor.Device) == 2);
    }

    [Fact]
    public async Task A_body_that_unpacks_without_end_is_refused_and_nothing_is_stored()
    {
        await using var sensor = await TestSensor.Enroll(server);
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            gzip.Write(TestSensor.Json(sensor.Heartbeat()));
            gzip.Write(new byte[64 * 1024 * 1024]);
        }

        (await sensor.PostBody(packed.ToArray())).Expect(413).Code.ShouldBe("ingest.too_large");
        (await sensor.PostBody("plain"u8.ToArray())).Expect(400).Code.ShouldBe("ingest.broken");
        (await sensor.PostBody("{}"u8.ToArray(), "br")).Expect(415).Code.ShouldBe("ingest.media");
        (await sensor.View()).Text("status").ShouldBe("NEVER_SEEN");
    }

    [Fact]
    public async Task While_the_database_refuses_nothing_is_lost()
    {
        await using var own = TestServer.With(new Dictionary<string, string?> { ["Holdfast:Fleet:MaxRetryPause"] = "00:00:01" });
        await using var sensor = await TestSensor.Enroll(own);
        var nats = await sensor.Nats();
        await using var acks = await nats.SubscribeCoreAsync(sensor.Subject(DeviceMessage.Ack), cancellationToken: Stop);
        await nats.PingAsync(Stop);
        await using var owner = NpgsqlDataSource.Create(await own.OwnerConnection());
        var role = new NpgsqlConnectionStringBuilder(await own.ApplicationConnection()).Username!;
        await Run(owner, $"revoke insert on shared.telemetry_message from \"{role}\"");
        SensorDocument[] documents = [sensor.Metrics(("load.1m", null, 1)), sensor.Metrics(("load.1m", null, 2))];
        await sensor.Publish(documents[0]);
        await sensor.Publish(documents[1]);
        await Eventually.Holds("the batch to be given back", () => Task.FromResult(own.Log.Any(l => l.Contains("went back to the stream", StringComparison.Ordinal))));
        acks.TryRead(out _).ShouldBeFalse();
        await Run(owner, $"grant insert on shared.telemetry_message to \"{role}\"");
        await Acknowledged(acks, 1);

        // Given back, they may come in another order; then the second has moved nothing, and the sensor sends it again.
        await sensor.Publish(documents[1]);
        await Acknowledged(acks, 2);
        (await Count(own, "metric_sample", sensor.Device)).ShouldBe(2);
    }

    [Fact]
    public async Task What_cannot_be_stored_for_one_tenant_holds_up_no_other_and_comes_in_time()
    {
        await using var own = TestServer.With(new Dictionary<string, string?> { ["Holdfast:Fleet:MaxRetryPause"] = "00:00:01", ["Holdfast:Fleet:IngestLanes"] = "1" });
        await using var poisoned = await TestSensor.Enroll(own);
        await using var good = await TestSensor.Enroll(own);
        await using var owner = NpgsqlDataSource.Create(await own.OwnerConnection());
        await Run(owner, $"""
            create function public.poison() returns trigger language plpgsql as $$
            begin
                if new.tenant_id = '{poisoned.Tenant.Id}' then raise exception 'poisoned'; end if;
                return new;
            end
            $$;
            create trigger poison before insert on shared.telemetry_message for each row execute function public.poison();
            """);
        var theirs = await good.Nats();
        await using var acks = await theirs.SubscribeCoreAsync(good.Subject(DeviceMessage.Ack), cancellationToken: Stop);
        await theirs.PingAsync(Stop);
        await poisoned.Publish(poisoned.Metrics(("load.1m", null, 1)));
        await Eventually.Holds("the poisoned batch to be given back", () => Task.FromResult(own.Log.Any(l => l.Contains("went back to the stream", StringComparison.Ordinal))));
        for (var i = 1; i <= 5; i++)
        {
            await good.Publish(good.Metrics(("load.1m", null, i)));
            await Acknowledged(acks, i);
        }

        (await Count(own, "metric_sample", poisoned.Device)).ShouldBe(0);
        await Run(owner, "drop trigger poison on shared.telemetry_message");
        await Eventually.Holds("what was given back", async () => await Count(own, "metric_sample", poisoned.Device) == 1);
    }

    [Fact]
    public async Task An_inventory_replaces_the_one_before_and_names_the_system()
    {
        await using var sensor = await TestSensor.Enroll(server);
        (await sensor.Tenant.Admin.Get($"/api/devices/{sensor.Device}/inventory")).Expect(404).Code.ShouldBe("inventory.not_found");
        foreach (var (seq, os) in new[] { (1, "Debian GNU/Linux 12"), (2, "Debian GNU/Linux 13") })
        {
            (await sensor.Post(Inventory(seq, os))).Expect(200);
        }

        var inventory = (await sensor.Tenant.Admin.Get($"/api/devices/{sensor.Device}/inventory")).Expect(200);
        ((string)inventory.Json["system"]!["osName"]!).ShouldBe("Debian GNU/Linux 13");
        ((string)inventory.Json["software"]![0]!["name"]!).ShouldBe("openssl");
        var view = await sensor.View();
        (view.Text("osName"), view.Text("hostname")).ShouldBe(("Debian GNU/Linux 13", "web-2"));
        (await Count("inventory_change", sensor.Device)).ShouldBe(2);
    }

    [Fact]
    public async Task Events_are_read_page_by_page_latest_first_and_metrics_down_sampled()
    {
        await using var sensor = await TestSensor.Enroll(server);
        (await sensor.Post(sensor.FailedLogIns(25), sensor.Metrics([.. Enumerable.Range(0, 400).Select(n => ("cpu.used_percent", (string?)null, (double)n))]))).Expect(200);
        var seen = new List<JsonNode>();
        string? cursor = null;
        do
        {
            var page = (await sensor.Tenant.Admin.Get($"/api/devices/{sensor.Device}/events?limit=10{(cursor is null ? "" : "&cursor=" + cursor)}")).Expect(200);
            seen.AddRange(page.Json["items"]!.AsArray()!);
            cursor = (string?)page.Json["nextCursor"];
        }
        while (cursor is not null);

        seen.Select(e => (string)e["id"]!).Distinct().Count().ShouldBe(25);
        seen.Select(e => (DateTimeOffset)e["at"]!).ShouldBeInOrder(SortDirection.Descending);
        ((string)seen[0]["kind"]!).ShouldBe("SSH_LOGIN_FAILED");
        var metrics = (await sensor.Tenant.Admin.Get($"/api/devices/{sensor.Device}/metrics?name=cpu.used_percent")).Expect(200);
        var point = metrics.Json["series"]!.AsArray().ShouldHaveSingleItem()!["points"]!.AsArray().ShouldHaveSingleItem()!;
        ((double)point["value"]!).ShouldBe(199.5);
        (await sensor.Tenant.Admin.Get($"/api/devices/{sensor.Device}/metrics?from=2026-03-01T00:00:00Z&to=2026-01-01T00:00:00Z")).Expect(400).Code.ShouldBe("metrics.bad_range");
    }

    [Fact]
    public async Task The_partitions_take_rows_for_the_sessions_tenant_and_give_none()
    {
        await using var application = NpgsqlDataSource.Create(await server.ApplicationConnection());
        foreach (var forbidden in new[]
        {
            "select count(*) from shared.metric_sample_any",
            "delete from shared.log_event_any",
            "truncate shared.metric_sample_any",
            "insert into shared.metric_sample_any (tenant_id, device_id, at, id, name, value) values (gen_random_uuid(), gen_random_uuid(), now(), gen_random_uuid(), 'x', 1)",
        })
        {
            (await Should.ThrowAsync<PostgresException>(() => Run(application, forbidden))).SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
        }

        var nobody = "insert into shared.metric_sample_any (device_id, at, id, name, value) values (gen_random_uuid(), now(), gen_random_uuid(), 'x', 1)";
        (await Should.ThrowAsync<PostgresException>(() => Run(application, nobody))).SqlState.ShouldBe(PostgresErrorCodes.NotNullViolation);
    }

    private static InventoryDocument Inventory(long seq, string os) => new(
        Guid.CreateVersion7(),
        TimeProvider.System.GetUtcNow(),
        seq,
        seq - 1,
        new SystemFacts("web-2", "0123456789abcdef", os, "13", "debian", "6.1.0", "x64", null, TimeProvider.System.GetUtcNow().AddDays(-1)),
        new HardwareFacts("A processor", 4, 8L << 30, [new DiskFacts("vda", 100L << 30, null, false)]),
        [new SoftwareItem("openssl", "3.0.17", "dpkg")],
        [],
        [new LocalUser("root", 0, "/bin/bash", true)],
        [new Listener("tcp", "0.0.0.0", 22, "sshd")],
        [],
        []);

    private static async Task<(long Committed, int Accepted, int Duplicates)> Committed(TestSensor sensor, params SensorDocument[] documents)
    {
        var answer = (await sensor.Post(documents)).Expect(200);
        answer.Json["rejected"]!.AsArray().ShouldBeEmpty();
        return ((long)answer.Json["committedSeq"]!, (int)answer.Json["accepted"]!, (int)answer.Json["duplicates"]!);
    }

    private static async Task Acknowledged(NatsSub acks, long seq)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while ((long)JsonNode.Parse((await acks.ReadAsync(deadline.Token)).Data.Span)!["committedSeq"]! < seq)
        {
        }
    }

    private static async Task Run(NpgsqlDataSource database, string sql)
    {
#pragma warning disable CA2100 // Written here.
        await using var command = database.CreateCommand(sql);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }

    private Task<long> Count(string table, string device) => Count(server, table, device);

    private static async Task<long> Count(TestServer server, string table, string device)
    {
        await using var owner = new NpgsqlConnection(await server.OwnerConnection());
        await owner.OpenAsync();
        var id = (await TenantOf(owner, device)).ToString();
#pragma warning disable CA2100 // Written here.
        await using var command = new NpgsqlCommand($"select set_config('holdfast.tenant', '{id}', false); select count(*) from shared.{table} where device_id = '{device}'", owner);
#pragma warning restore CA2100
        await using var reader = await command.ExecuteReaderAsync();
        await reader.NextResultAsync();
        await reader.ReadAsync();
        return reader.GetInt64(0);
    }

    // The schedule has no row security: it is where even the owner, whom row security binds too, can look up whose device it is.
    private static async Task<Guid> TenantOf(NpgsqlConnection owner, string device)
    {
        await using var command = new NpgsqlCommand("select tenant_id from work.analysis_schedule where device_id = $1", owner) { Parameters = { new() { Value = Guid.Parse(device) } } };
        return (Guid)(await command.ExecuteScalarAsync())!;
    }

    private async Task<IReadOnlyList<NatsJSMsg>> DeadLetters(string subject, int count)
    {
        var broker = new NatsJSContext((await server.Services()).GetRequiredService<NatsConnection>());
        return await Eventually.Get($"{count} dead letters under {subject}", async () =>
        {
            try
            {
                var consumer = await broker.CreateOrUpdateConsumerAsync(Holdfast.Modules.Fleet.Ingest.DeadLetters.Stream, new ConsumerConfig
                {
                    Name = $"test-{Guid.CreateVersion7():N}",
                    FilterSubject = subject,
                    AckPolicy = ConsumerConfigAckPolicy.None,
                    InactiveThreshold = TimeSpan.FromSeconds(30),
                });
                var found = new List<NatsJSMsg>();
                await foreach (var message in consumer.FetchAsync(new NatsJSFetchOpts { MaxMsgs = count, NoWait = true }))
                {
                    found.Add(message);
                }

                return found.Count >= count ? found : null;
            }
            catch (NatsJSApiException)
            {
                // The stream is made with the first dead letter.
                return null;
            }
        });
    }
}
