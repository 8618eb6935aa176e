using System.Text.Json;
using System.Text.Json.Nodes;
using Holdfast.Tests.Harness;
using Holdfast.Tests.Harness.Endpoints;

namespace Holdfast.Tests.System.Surfaces;

public sealed class OpenApiTests(EndpointServer server)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = global::System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public async Task The_description_in_the_repository_is_the_servers_own() =>
        await Snapshot.Matches("openapi/openapi.json", (await Document()).ToJsonString(Indented));

    private async Task<JsonNode> Document() => (await (await server.Server.Anonymous()).Get("/openapi/v1.json")).Expect(200).Json;
}
