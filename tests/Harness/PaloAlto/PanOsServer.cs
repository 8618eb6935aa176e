using System.Security.Cryptography.X509Certificates;
using System.Xml;
using System.Xml.Linq;
using System.Xml.XPath;
using Holdfast.Tests.Harness.Products;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Holdfast.Tests.Harness.PaloAlto;

/// <summary>
/// A firewall or a Panorama on loopback that answers its XML API as the vendor describes it: POST alone here, an envelope with a status of its own under
/// HTTP 200, jobs that are not ready at once, pages that begin at 1, messages in odd places.
/// </summary>
public sealed partial class PanOsServer : ProductServer
{
    private readonly Lock all = new();
    private readonly HashSet<string> issued = [];
    private int keygens;

    private PanOsServer(X509Certificate2? certificate)
        : base(certificate)
    {
    }

    /// <summary>Where it is.</summary>
    public string Url => Origin;

    /// <summary>A key that holds.</summary>
    public string ApiKey { get; } = "LUFRPT1TaGhvbGRmYXN0VGVzdEtleTAwMDAwMDAwMDAwMDA9PQ==";

    /// <summary>A key whose role may not commit and not configure.</summary>
    public string ReadOnlyKey { get; } = "LUFRPT1SZWFkT25seVRlc3RLZXkwMDAwMDAwMDAwMDAwMDA9PQ==";

    /// <summary>Who may sign in.</summary>
    public string User { get; } = "svc-holdfast";

    /// <summary>With what.</summary>
    public string Password { get; } = "a password of & <odd> characters+";

    /// <summary>How often somebody signed in.</summary>
    public int Keygens => keygens;

    /// <summary>Whether it leaves the status out of the envelope when it gives a key, as very old versions do.</summary>
    public bool LeavesStatusOut { get; set; }

    /// <summary>Whether it is a Panorama.</summary>
    public bool IsPanorama { get; set; }

    /// <summary>The version of its threat content; 0 is none.</summary>
    public string ThreatVersion { get; set; } = "8700-8000";

    /// <summary>The zone of its clock.</summary>
    public TimeZoneInfo Zone { get; set; } = TimeZoneInfo.Utc;

    /// <summary>Answers this instead, whatever is asked.</summary>
    public string? Instead { get; set; }

    /// <summary>The forms that came in, oldest first.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, string>> Forms
    {
        get
        {
            return [.. Requests.Select(r => Form(r.Body))];
        }
    }

    /// <summary>Starts one on a free port.</summary>
    public static async Task<PanOsServer> Start(X509Certificate2? certificate = null)
    {
        var server = new PanOsServer(certificate);
        await server.Run();
        return server;
    }

    /// <summary>Takes no key any more that it gave for a password.</summary>
    public void RevokeKeys()
    {
        lock (all)
        {
            issued.Clear();
        }
    }

    /// <inheritdoc/>
    protected override bool Meets(HttpContext http, ProductFault fault) => http.Request.Headers.ContainsKey("X-PAN-KEY");

    /// <inheritdoc/>
    protected override string SecretOf(HttpContext http, string body) => http.Request.Headers["X-PAN-KEY"].ToString();

    /// <inheritdoc/>
    protected override Task Words(HttpContext http, int status, string words) => status switch
    {
        401 => InvalidCredential(http),
        403 => Xml(http, 403, $"<response status = 'error' code = '403'><result><msg>{words}</msg></result></response>"),
        200 => Xml(http, 200, $"<response status=\"error\" code=\"13\"><msg><line>{words}</line></msg></response>"),
        _ => Xml(http, status, new XElement("response", new XAttribute("status", "error"), new XAttribute("code", status), new XElement("msg", new XElement("line", words))).ToString()),
    };

    /// <inheritdoc/>
    protected override async Task Answer(HttpContext http, string body)
    {
        if (http.Request.Path != "/api/" || http.Request.Method != "POST")
        {
            await Say(http, 404, "text/html", "<html><body>404 Not Found</body></html>");
            return;
        }

        var form = Form(body);
        var key = http.Request.Headers["X-PAN-KEY"].ToString();
        if (form["type"] == "keygen")
        {
            await Keygen(http, form);
        }
        else if (!IsValid(key))
        {
            await InvalidCredential(http);
        }
        else if (Instead is { } instead)
        {
            await Xml(http, 200, instead);
        }
        else if (key == ReadOnlyKey && (form["type"] is "commit" or "user-id" || form.GetValueOrDefault("action") is "set" or "delete"))
        {
            await Xml(http, 403, $"<response status='error' code='403'><result><msg>Type [{form["type"]}] not authorized for user role.</msg></result></response>");
        }
        else
        {
            await Route(http, form);
        }
    }

    private static Dictionary<string, string> Form(string body) => QueryHelpers.ParseQuery(body).ToDictionary(f => f.Key, f => f.Value.ToString());

    private static Task Xml(HttpContext http, int status, string body) => Say(http, status, "application/xml; charset=UTF-8", body);

    private static Task Success(HttpContext http, string inside, string attributes = "") => Xml(http, 200, $"<response status=\"success\"{attributes}>{inside}</response>");

    private static Task Error(HttpContext http, int code, string words) =>
        Xml(http, 200, new XElement("response", new XAttribute("status", "error"), new XAttribute("code", code), new XElement("msg", new XElement("line", words))).ToString());

    // Blanks around the equals sign and single quotes: so it is on the wire.
    private static Task InvalidCredential(HttpContext http) => Xml(http, 403, "<response status = 'error' code = '403'><result><msg>Invalid Credential</msg></result></response>");

    private bool IsValid(string key)
    {
        lock (all)
        {
            return key == ApiKey || key == ReadOnlyKey || issued.Contains(key);
        }
    }

    private Task Keygen(HttpContext http, Dictionary<string, string> form)
    {
        var number = Interlocked.Increment(ref keygens);
        if (form.GetValueOrDefault("user") != User || form.GetValueOrDefault("password") != Password)
        {
            return InvalidCredential(http);
        }

        var key = $"LUFRPT1Jc3N1ZWRLZXkwMDAwMDAwMDAwMDAwMD{number:000}==";
        lock (all)
        {
            issued.Add(key);
        }

        return LeavesStatusOut ? Xml(http, 200, $"<response><result><key>{key}</key></result></response>") : Success(http, $"<result><key>{key}</key></result>");
    }

    private Task Route(HttpContext http, Dictionary<string, string> form) => form["type"] switch
    {
        "op" => Op(http, XElement.Parse(form["cmd"])),
        "log" => form.GetValueOrDefault("action") == "get" ? LogJob(http, form["job-id"]) : Enqueue(http, form),
        "user-id" => UserId(http, form["cmd"]),
        "config" => Config(http, form),
        "commit" => Commit(http, form),
        _ => Error(http, 17, "Invalid command"),
    };

    private Task Op(HttpContext http, XElement command)
    {
        var path = string.Join('/', command.DescendantsAndSelf().Select(e => e.Name.LocalName));
        return path switch
        {
            "show/system/info" => Success(http, $"<result><system>{SystemInfo()}</system></result>"),
            "show/arp/entry" => Success(http, $"<result><max>1500</max><total>{Arp.Count}</total><entries>{string.Concat(Arp)}</entries></result>"),
            "show/devices/all" => IsPanorama ? Success(http, $"<result><devices>{string.Concat(Devices)}</devices></result>") : Error(http, 17, "show -> devices is unexpected"),
            "show/object/dynamic-address-group/all" => Success(http, $"<result><dyn-addr-grp>{string.Concat(DynamicGroups)}</dyn-addr-grp></result>"),
            "check/pending-changes" => Success(http, $"<result>{(HasPending ? "yes" : "no")}</result>", " cmd=\"status\""),
            "show/jobs/id" => ShowJob(http, command.Value.Trim()),
            "show/jobs/all" => ShowJobs(http),
            _ when path.StartsWith("show/object/registered-ip", StringComparison.Ordinal) => ShowRegistered(http, command.XPathSelectElement("object/registered-ip")!),
            _ => Error(http, 17, $"{path} is unexpected"),
        };
    }

    private string SystemInfo()
    {
        var clock = TimeZoneInfo.ConvertTime(TimeProvider.System.GetUtcNow(), Zone);
        return $"""
            <hostname>{(IsPanorama ? "pano-1" : "fw-1")}</hostname><ip-address>192.0.2.1</ip-address><mac-address>00:1b:17:00:01:01</mac-address>
            <time>{clock:ddd MMM} {clock.Day,2} {clock:HH:mm:ss yyyy}
            </time><uptime>12 days, 3:04:05</uptime><family>{(IsPanorama ? "pc" : "vm")}</family><model>{(IsPanorama ? "Panorama" : "PA-VM")}</model>
            <serial>007000000000001</serial><sw-version>11.1.2</sw-version><app-version>8700-8000</app-version><threat-version>{ThreatVersion}</threat-version><multi-vsys>off</multi-vsys>
            """;
    }

    private static bool TryXml(string text, out XElement? element)
    {
        try
        {
            element = XElement.Parse(text);
            return true;
        }
        catch (XmlException)
        {
            element = null;
            return false;
        }
    }
}
