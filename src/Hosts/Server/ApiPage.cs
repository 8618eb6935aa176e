using Holdfast.Platform.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;

namespace Holdfast.Hosts.Server;

/// <summary>The browsable page of the API at <c>/docs</c>. Its start script is a file of ours, so that the policy against inline scripts holds here too.</summary>
internal static class ApiPage
{
    private const string Page = """
        <!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Holdfast API</title>
        <link rel="stylesheet" href="/docs/swagger-ui.css"></head><body><div id="page"></div>
        <script src="/docs/swagger-ui-bundle.js"></script><script src="/docs/start.js"></script></body></html>
        """;

    private const string Start = """
        window.ui = SwaggerUIBundle({ url: "/openapi/v1.json", dom_id: "#page", deepLinking: true, tryItOutEnabled: true, persistAuthorization: false, validatorUrl: null });
        """;

    private const string Why = "The API's description holds no data.";

    public static void Map(WebApplication application)
    {
        var files = new EmbeddedFileProvider(typeof(Swashbuckle.AspNetCore.SwaggerUI.SwaggerUIOptions).Assembly, "Swashbuckle.AspNetCore.SwaggerUI.node_modules.swagger_ui_dist");
        var types = new FileExtensionContentTypeProvider();
        application.MapGet("/docs", () => Results.Content(Page, "text/html; charset=utf-8")).OpenToAll(Why).ExcludeFromDescription();
        application.MapGet("/docs/start.js", () => Results.Content(Start, "text/javascript; charset=utf-8")).OpenToAll(Why).ExcludeFromDescription();
        application.MapGet("/docs/{file}", (string file) =>
        {
            var found = files.GetFileInfo(file);
            return found.Exists && types.TryGetContentType(file, out var type) ? Results.Stream(found.CreateReadStream(), type) : Results.NotFound();
        }).OpenToAll(Why).ExcludeFromDescription();
    }
}
