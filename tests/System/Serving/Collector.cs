using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Holdfast.Tests.System.Serving;

/// <summary>A span as a collector sees it.</summary>
internal sealed record Span(string Scope, string Name, string TraceId, string SpanId, string ParentId);

/// <summary>A collector of OTLP/HTTP in protobuf. It reads just enough of opentelemetry/proto/trace/v1/trace.proto.</summary>
internal sealed class Collector : IAsyncDisposable
{
    private readonly WebApplication server;
    private readonly ConcurrentQueue<Span> spans = new();
    private readonly ConcurrentQueue<string> strays = new();

    private Collector(WebApplication server) => this.server = server;

    public string Url => server.Urls.First();

    public IReadOnlyList<Span> Spans => [.. spans];

    /// <summary>What was sent elsewhere than to the address for traces.</summary>
    public IReadOnlyList<string> Strays => [.. strays];

    public static async Task<Collector> Start()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var collector = new Collector(builder.Build());
        collector.server.Run(collector.Take);
        await collector.server.StartAsync();
        return collector;
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private async Task Take(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        if (http.Request.Path != "/v1/traces" || http.Request.ContentType != "application/x-protobuf")
        {
            strays.Enqueue($"{http.Request.Method} {http.Request.Path} {http.Request.ContentType}");
            http.Response.StatusCode = 404;
            return;
        }

        foreach (var scopeSpans in Messages(body.ToArray(), 1).SelectMany(resource => Messages(resource, 2)))
        {
            var scope = Messages(scopeSpans, 1).Select(s => Text(s, 1)).FirstOrDefault() ?? "";
            foreach (var span in Messages(scopeSpans, 2))
            {
                spans.Enqueue(new Span(scope, Text(span, 5), Hex(span, 1), Hex(span, 2), Hex(span, 4)));
            }
        }

        http.Response.ContentType = "application/x-protobuf";
    }

    private static string Text(byte[] message, int field) => Encoding.UTF8.GetString(Messages(message, field).FirstOrDefault() ?? []);

    private static string Hex(byte[] message, int field) => Convert.ToHexStringLower(Messages(message, field).FirstOrDefault() ?? []);

    /// <summary>The length-delimited fields with this number (protobuf encoding: tag = number &lt;&lt; 3 | wire type).</summary>
    private static List<byte[]> Messages(byte[] message, int field)
    {
        var found = new List<byte[]>();
        for (var at = 0; at < message.Length;)
        {
            var tag = Varint(message, ref at);
            switch (tag & 7)
            {
                case 0:
                    Varint(message, ref at);
                    break;
                case 1:
                    at += 8;
                    break;
                case 2:
                    var length = (int)Varint(message, ref at);
                    if (tag >> 3 == (ulong)field)
                    {
                        found.Add(message[at..(at + length)]);
                    }

                    at += length;
                    break;
                case 5:
                    at += 4;
                    break;
                default:
                    throw new InvalidDataException($"Wire type {tag & 7}.");
            }
        }

        return found;
    }

    private static ulong Varint(byte[] message, ref int at)
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var next = message[at++];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }
}
