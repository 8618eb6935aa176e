using Holdfast.Platform.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.StaticFiles;

namespace Holdfast.Hosts.Server;

/// <summary>Serves the console's built files, compressed where the build has left a smaller twin, and its one page for every address that is not the API's.</summary>
internal static class ConsoleFiles
{
    private const string Why = "The console is a client without secrets; its data comes through the API.";
    private static readonly FileExtensionContentTypeProvider Types = new();

    public static void Map(WebApplication application)
    {
        var root = Path.Combine(AppContext.BaseDirectory, "wwwroot");
        application.MapGet("/assets/{**path}", (string path, HttpContext http) => Send(http, root, "assets/" + path, "public, max-age=31536000, immutable"))
            .OpenToAll(Why).ExcludeFromDescription();
        application.MapGet("/{file:regex(^[\\w-]+\\.(svg|png|ico|webmanifest|txt)$)}", (string file, HttpContext http) => Send(http, root, file, "public, max-age=3600"))
            .OpenToAll(Why).ExcludeFromDescription();
        application.MapGet("/", (HttpContext http) => Send(http, root, "index.html", "no-cache")).OpenToAll(Why).ExcludeFromDescription();
        application.MapGet("/{**path:regex(^(?!api(/|$)|openapi/|docs|health/|metrics$|\\.well-known/).*$)}", (HttpContext http) => Send(http, root, "index.html", "no-cache"))
            .OpenToAll(Why).ExcludeFromDescription();
    }

    private static async Task Send(HttpContext http, string root, string name, string caching)
    {
        var file = Path.GetFullPath(Path.Combine(root, name));
        if (!file.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal) || !File.Exists(file))
        {
            await ProblemWriter.Write(http, RequestProblems.NotFound);
            return;
        }

        http.Response.ContentType = Types.TryGetContentType(file, out var type) ? type : "application/octet-stream";
        http.Response.Headers.CacheControl = caching;
        http.Response.Headers.Vary = "Accept-Encoding";
        foreach (var (encoding, ending) in new[] { ("br", ".br"), ("gzip", ".gz") })
        {
            if (http.Request.Headers.AcceptEncoding.ToString().Contains(encoding, StringComparison.Ordinal) && File.Exists(file + ending))
            {
                http.Response.Headers.ContentEncoding = encoding;
                file += ending;
                break;
            }
        }

        http.Response.ContentLength = new FileInfo(file).Length;
        await http.Response.SendFileAsync(file, http.RequestAborted);
    }
}
