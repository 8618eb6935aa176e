using System.Text.Json;
using Holdfast.Modules.Playbooks.Definitions.Shapes;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Playbooks.Features;

/// <summary>The JSON schema of playbooks, for editors.</summary>
internal sealed class GetPlaybookSchema : IFeature
{
    public static Admission Admission { get; } = Admission.Within(PlaybooksPermissions.Read);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/playbooks/schema", () => Task.FromResult(Handle()).ToFile("application/schema+json", null));

    public static Result<byte[]> Handle() => JsonSerializer.SerializeToUtf8Bytes(PlaybookShapes.Schema(), WireJson.Options);
}
