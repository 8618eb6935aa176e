using System.CommandLine;

namespace Holdfast.Hosts.Cli.Commands.Roles;

/// <summary>The options that say to whom a role is given, or about whom is asked: one of them.</summary>
internal sealed class AssigneeOptions
{
    private const string Each = "--user, --user-group and --key";

    public Option<Guid?> User { get; } = Inputs.Id("--user", "A person.");

    public Option<Guid?> UserGroup { get; } = Inputs.Id("--user-group", "A user group: each of its members.");

    public Option<Guid?> Key { get; } = Inputs.Id("--key", "An API key.");

    /// <summary>The one that was named, as the API names it.</summary>
    /// <exception cref="FailureException">None was, or several.</exception>
    public (string Kind, Guid Id) Named(Call call)
    {
        var named = new[] { ("USER", call.Get(User)), ("GROUP", call.Get(UserGroup)), ("API_KEY", call.Get(Key)) }.Where(n => n.Item2 is not null).ToArray();
        return named is [var (kind, id)] ? (kind, id!.Value) : throw CliProblems.Together($"Name one of {Each}.");
    }
}
