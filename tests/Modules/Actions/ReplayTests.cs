using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Holdfast.Tests.Harness.Grafana;

namespace Holdfast.Tests.Modules.Actions;

/// <summary>An action that is asked for again and again under one key is done once, and everybody who asks has the same answer.</summary>
public sealed class ReplayTests(ActionsServer fixture)
{
    private const int Replays = 10_000;

    [Fact]
    public async Task Ten_thousand_replays_at_once_of_one_key_do_one_thing_and_are_answered_the_same()
    {
        await using var grafana = await GrafanaServer.Start();
        var tenant = await fixture.Server.NewTenant();
        var integration = (await tenant.Admin.Post("/api/integrations", new { connector = "grafana", name = "Grafana", settings = new { url = grafana.Url }, secret = new { token = grafana.Token } })).Expect(201).Id;
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 1000 }) { BaseAddress = tenant.Admin.Address, Timeout = TimeSpan.FromMinutes(3) };
        var (answers, late) = (0, 0);

        async Task<(HttpStatusCode Status, string Body)> Ask()
        {
            while (true)
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/integrations/{integration}/execute")
                {
                    Content = JsonContent.Create(new { action = "grafana.annotate", parameters = new { text = "once" } }),
                    Headers = { Authorization = new AuthenticationHeaderValue("Bearer", tenant.Admin.Token) },
                };
                request.Headers.Add("Idempotency-Key", "the-one");
                using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
                var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
                if (response.StatusCode == HttpStatusCode.Conflict && body.Contains("idempotency.unfinished", StringComparison.Ordinal))
                {
                    // Who has waited long enough is told to come again, and does.
                    Interlocked.Increment(ref late);
                    await Task.Delay(response.Headers.RetryAfter!.Delta!.Value, TestContext.Current.CancellationToken);
                    continue;
                }

                Interlocked.Increment(ref answers);
                return (response.StatusCode, body);
            }
        }

        var all = await Task.WhenAll(Enumerable.Range(0, Replays).Select(_ => Ask()));
        all.Distinct().ShouldHaveSingleItem($"{late} were told to come again").Status.ShouldBe(HttpStatusCode.Created);
        answers.ShouldBe(Replays);
        grafana.Effects.ShouldBe(1);
        grafana.Requests.Count(r => r.Method == "POST").ShouldBe(1);
        (await tenant.Admin.Get($"/api/integrations/{integration}/runs")).Expect(200).Json["items"]!.AsArray().ShouldHaveSingleItem()!["state"]!.GetValue<string>().ShouldBe("DONE");
        (await tenant.Audit("actions.start_run", atLeast: 2)).Count.ShouldBe(2, "the intent and the outcome");
    }
}
