using System.Globalization;
using System.Xml.Linq;
using System.Xml.XPath;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Tests.Harness.PaloAlto;

public sealed partial class PanOsServer
{
    private const int RegisteredPage = 500;
    private readonly List<(string Ip, string Tag, string? Timeout)> registered = [];
    private readonly List<CommitJob> commits = [];
    private XElement candidate = Empty();
    private XElement running = Empty();

    /// <summary>Tagged addresses.</summary>
    public IReadOnlyList<(string Ip, string Tag, string? Timeout)> Registered
    {
        get
        {
            lock (all)
            {
                return [.. registered];
            }
        }
    }

    /// <summary>Dynamic address groups, as entries.</summary>
    public IReadOnlyList<string> DynamicGroups { get; set; } =
        ["<entry><vsys>vsys1</vsys><group-name>blocked</group-name><filter>'holdfast-block'</filter><member-list/></entry>"];

    /// <summary>How often a commit has to be looked after before it ends.</summary>
    public int LooksUntilCommitted { get; set; } = 1;

    /// <summary>How commits end: OK or FAIL.</summary>
    public string CommitResult { get; set; } = "OK";

    /// <summary>How often a push is FIN with devices still at work.</summary>
    public int LooksUntilDevices { get; set; }

    /// <summary>The words with which it refuses commits.</summary>
    public (int Code, string Words)? RefusesCommits { get; set; }

    /// <summary>What commands to commit said.</summary>
    public List<string> CommitCommands { get; } = [];

    /// <summary>Whether the two configurations differ.</summary>
    public bool HasPending
    {
        get
        {
            lock (all)
            {
                return !XNode.DeepEquals(candidate, running);
            }
        }
    }

    /// <summary>Tags an address, as somebody else would.</summary>
    public void Register(string ip, string tag)
    {
        lock (all)
        {
            registered.RemoveAll(one => one.Ip == ip && one.Tag == tag);
            registered.Add((ip, tag, null));
        }
    }

    /// <summary>Takes a tag away, as its end does.</summary>
    public void Unregister(string ip, string tag)
    {
        lock (all)
        {
            registered.RemoveAll(one => one.Ip == ip && one.Tag == tag);
        }
    }

    /// <summary>Changes the configuration that is being changed and, if said, the one that runs.</summary>
    public void Configure(bool isRunning, string kind, string name, string? inside)
    {
        lock (all)
        {
            foreach (var configuration in isRunning ? new[] { candidate, running } : [candidate])
            {
                var parent = configuration.XPathSelectElement($"devices/entry/vsys/entry/{kind}")!;
                parent.Elements("entry").Where(e => e.Attribute("name")?.Value == name).Remove();
                if (inside is not null)
                {
                    parent.Add(XElement.Parse($"<entry>{inside}</entry>"));
                    parent.Elements().Last().SetAttributeValue("name", name);
                }
            }
        }
    }

    /// <summary>A node of the configuration that is being changed.</summary>
    public XElement? Candidate(string kind, string name)
    {
        lock (all)
        {
            return candidate.XPathSelectElements($"devices/entry/vsys/entry/{kind}/entry").FirstOrDefault(e => e.Attribute("name")?.Value == name);
        }
    }

    private static XElement Empty() => XElement.Parse(
        "<config><shared><address/><address-group/></shared><devices><entry name='localhost.localdomain'><vsys><entry name='vsys1'><address/><address-group/></entry></vsys></entry></devices></config>");

    private Task UserId(HttpContext http, string command)
    {
        if (!TryXml(command, out var message))
        {
            return Error(http, 12, "xml parse error");
        }

        var words = new List<string>();
        lock (all)
        {
            foreach (var entry in message!.XPathSelectElements("payload/register/entry"))
            {
                foreach (var member in entry.XPathSelectElements("tag/member"))
                {
                    var (ip, tag) = (entry.Attribute("ip")!.Value, member.Value);
                    if (ip.Contains('/', StringComparison.Ordinal))
                    {
                        words.Add($"{ip} is not a valid ip address");
                    }
                    else if (registered.Any(one => one.Ip == ip && one.Tag == tag))
                    {
                        words.Add($"tag {tag} for {ip} already exists, ignore");
                    }
                    else
                    {
                        registered.Add((ip, tag, member.Attribute("timeout")?.Value));
                    }
                }
            }

            foreach (var entry in message!.XPathSelectElements("payload/unregister/entry"))
            {
                foreach (var tag in entry.XPathSelectElements("tag/member").Select(m => m.Value))
                {
                    if (registered.RemoveAll(one => one.Ip == entry.Attribute("ip")!.Value && one.Tag == tag) == 0)
                    {
                        words.Add($"tag {tag} does not exist, ignore unreg");
                    }
                }
            }
        }

        if (words.Count > 0)
        {
            var entries = words.Select(w => new XElement("entry", new XAttribute("ip", "?"), new XAttribute("message", w)));
            return Xml(http, 200, new XElement("response", new XAttribute("status", "error"), new XElement("msg", new XElement("line", new XElement(
                "uid-response", new XElement("version", "2.0"), new XElement("payload", new XElement("register", entries)))))).ToString());
        }

        return Changed(http) ? Success(http, "<result><uid-response><version>2.0</version><payload><register/></payload></uid-response></result>") : Task.CompletedTask;
    }

    private Task ShowRegistered(HttpContext http, XElement asked)
    {
        var tag = asked.XPathSelectElement("tag/entry")?.Attribute("name")?.Value;
        var limit = Math.Min(RegisteredPage, int.Parse(asked.Element("limit")?.Value ?? "500", CultureInfo.InvariantCulture));
        var start = int.Parse(asked.Element("start-point")?.Value ?? "1", CultureInfo.InvariantCulture);
        lock (all)
        {
            var entries = registered.Where(one => tag is null || one.Tag == tag).GroupBy(one => one.Ip).Skip(start - 1).Take(limit)
                .Select(one => new XElement("entry", new XAttribute("ip", one.Key), new XAttribute("from_agent", "0"), new XAttribute("persistent", "1"), new XElement("tag", one.Select(t => new XElement("member", t.Tag)))))
                .ToArray();
            return Success(http, new XElement("result", entries, new XElement("count", entries.Length)).ToString());
        }
    }

    private Task Config(HttpContext http, Dictionary<string, string> form)
    {
        lock (all)
        {
            var root = new XElement("root", form["action"] == "show" ? running : candidate);
            var node = root.XPathSelectElement("." + form["xpath"]);
            switch (form["action"])
            {
                case "show":
                    return node is null ? Error(http, 7, "No such node") : Success(http, $"<result>{node}</result>");
                case "get":
                    return node is null ? Success(http, "<result/>", " code=\"7\"") : Success(http, $"<result total-count=\"1\" count=\"1\">{node}</result>", " code=\"19\"");
                case "delete" when node is null:
                    return Error(http, 7, "Object doesn't exist");
                case "delete" when node.Parent!.Name == "address" && root.Descendants("static").Elements("member").Any(m => m.Value == node.Attribute("name")!.Value):
                    return Error(http, 10, $" {node.Attribute("name")!.Value} cannot be deleted because of references from: address-group");
                case "delete":
                    node.Remove();
                    candidate = root.Element("config")!;
                    break;
                case "set" when TryXml($"<e>{form["element"]}</e>", out var element):
                    Set(root, form["xpath"], element!);
                    candidate = root.Element("config")!;
                    break;
                default:
                    return Error(http, 12, "Invalid object");
            }
        }

        return Changed(http) ? Success(http, "<msg>command succeeded</msg>", " code=\"20\"") : Task.CompletedTask;
    }

    // set makes what is not there on its way, and adds to what is.
    private static void Set(XElement root, string path, XElement element)
    {
        var target = root.XPathSelectElement("." + path);
        if (target is null)
        {
            const string Step = "/entry[@name=";
            var cut = path.IndexOf(path.Contains("/address/", StringComparison.Ordinal) ? "/address" + Step : "/address-group" + Step, StringComparison.Ordinal);
            cut = path.IndexOf(Step, cut, StringComparison.Ordinal);
            var name = (string)root.XPathEvaluate($"string({path[(cut + Step.Length)..^1]})");
            target = new XElement("entry", new XAttribute("name", name));
            root.XPathSelectElement("." + path[..cut])!.Add(target);
        }

        target.Add(element.Elements());
    }

    private Task Commit(HttpContext http, Dictionary<string, string> form)
    {
        lock (all)
        {
            CommitCommands.Add(form["cmd"]);
            if (RefusesCommits is { } refusal)
            {
                return Error(http, refusal.Code, refusal.Words);
            }

            var command = XElement.Parse(form["cmd"]);
            if (command.Name == "commit" && XNode.DeepEquals(candidate, running))
            {
                return Success(http, "<msg>There are no changes to commit.</msg>", " code=\"19\"");
            }

            commits.Add(new CommitJob(++lastJob, command.Descendants("description").FirstOrDefault()?.Value ?? "", command.Name == "commit-all"));
            running = CommitResult == "OK" ? new XElement(candidate) : running;
        }

        return Changed(http)
            ? Success(http, $"<result><msg><line>Commit job enqueued with jobid {lastJob}</line></msg><job>{lastJob}</job></result>", " code=\"19\"") : Task.CompletedTask;
    }

    private Task ShowJob(HttpContext http, string id)
    {
        lock (all)
        {
            return commits.FirstOrDefault(c => c.Id.ToString(CultureInfo.InvariantCulture) == id) is { } job ? Success(http, $"<result>{Show(job, looks: true)}</result>") : Error(http, 7, $"job {id} not found");
        }
    }

    private Task ShowJobs(HttpContext http)
    {
        lock (all)
        {
            return Success(http, $"<result>{string.Concat(Enumerable.Reverse(commits).Select(job => Show(job, looks: false)))}</result>");
        }
    }

    private string Show(CommitJob job, bool looks)
    {
        job.Looks += looks ? 1 : 0;
        var done = job.Looks > LooksUntilCommitted;
        var devices = job.IsPush && done
            ? $"<devices><entry><serial-no>007000000000001</serial-no><result>{(job.Looks > LooksUntilCommitted + LooksUntilDevices ? CommitResult : "PEND")}</result></entry></devices>" : "";

        // The words of a success may stand in an element called errors, and the progress becomes a time.
        return $"""
            <job><tenq>2026/03/01 10:00:00</tenq><tdeq>10:00:00</tdeq><id>{job.Id}</id><user>{User}</user><type>{(job.IsPush ? "CommitAll" : "Commit")}</type><status>{(done ? "FIN" : "ACT")}</status><queued>NO</queued>
            <stoppable>no</stoppable><result>{(!done ? "PEND" : job.IsPush ? "OK" : CommitResult)}</result><tfin>{(done ? "10:00:30" : "Still Active")}</tfin><description>{job.Description}</description>
            <progress>{(done ? "10:00:30" : "55")}</progress><details>{(CommitResult == "OK" ? "<errors><line>Configuration committed successfully</line></errors>" : "<line>Validation Error: address-group web is invalid</line>")}</details><warnings/>{devices}</job>
            """;
    }

    private sealed record CommitJob(int Id, string Description, bool IsPush)
    {
        public int Looks { get; set; }
    }
}
