using Holdfast.Modules.Access;
using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;

namespace Holdfast.Tests.Modules.Access.Domain;

/// <summary>What roles give, by themselves and by those that they inherit from.</summary>
public sealed class RoleBookTests
{
    private static readonly ModuleManifest[] Modules = [ModuleManifest.Of<AccessModule>()];
    private static readonly RoleTable Table = new(Modules);
    private static readonly Permission[] All = [.. Modules.SelectMany(m => m.Permissions)];
    private static readonly TenantId Tenant = Id.New<TenantId>(TimeProvider.System);

    [Fact]
    public void A_role_gives_what_it_says_and_what_its_parents_give()
    {
        var reader = Role("reader", ["leads:read"], []);
        var writer = Role("writer", ["campaigns:*"], [reader.Key]);
        var lead = Role("lead", ["analytics:export"], [writer.Key, "USER"]);
        var book = Table.Book([reader, writer, lead]);
        book.PermissionsOf(writer.Key).ShouldBe(["campaigns:read", "campaigns:send", "campaigns:write", "leads:read"]);
        book.PermissionsOf(lead.Key).ShouldBe([.. book.PermissionsOf(writer.Key).Concat(book.PermissionsOf("USER")).Append("analytics:export").Distinct().Order(StringComparer.Ordinal)]);
        book.Heirs(reader.Key).Order(StringComparer.Ordinal).ShouldBe(new[] { reader.Key, writer.Key, lead.Key }.Order(StringComparer.Ordinal));
        book.ChildrenOf(reader.Key).ShouldBe([writer]);
    }

    [Fact]
    public void Writing_includes_reading_and_wildcards_what_they_name()
    {
        var (write, admin, all) = (Role("w", ["leads:write"], []), Role("a", ["leads:admin"], []), Role("x", ["*"], []));
        var book = Table.Book([write, admin, all]);
        book.PermissionsOf(write.Key).ShouldBe(["leads:read", "leads:write"]);
        book.PermissionsOf(admin.Key).ShouldBe(["leads:read", "leads:write"]);
        book.PermissionsOf(all.Key).ShouldBe(Table.PermissionsOf("ADMIN"));
    }

    [Fact]
    public void Who_has_everything_by_whatever_role_is_an_administrator()
    {
        var (all, heir, less) = (Role("all", ["*"], []), Role("heir", [], ["ADMIN"]), Role("less", ["users:*", "roles:*"], ["MANAGER"]));
        Table.Book([all, heir, less]).OfAdministrators().Order(StringComparer.Ordinal).ShouldBe(new[] { "ADMIN", all.Key, heir.Key }.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_cannot_be_is_refused()
    {
        var (a, b) = (Role("a", [], []), Role("b", [], []));
        b = b with { Parents = [a.Key] };
        var book = Table.Book([a, b]);
        book.Check(a with { Parents = [a.Key] })!.Code.ShouldBe("role.cycle");
        book.Check(a with { Parents = [b.Key] })!.Code.ShouldBe("role.cycle");
        book.Check(a with { Parents = ["SUPER_ADMIN"] })!.Code.ShouldBe("role.unknown_parent");
        book.Check(a with { Parents = ["admin"] })!.Code.ShouldBe("role.unknown_parent");
        book.Check(a with { Parents = [Guid.CreateVersion7().ToString()] })!.Code.ShouldBe("role.unknown_parent");
        foreach (var nothing in new[] { "leads", "leads:", ":read", "leads:fly", "*:read", "**", "LEADS:READ", "leads:read ", "platform:*" })
        {
            book.Check(a with { Permissions = [nothing] })!.Code.ShouldBe("role.unknown_permission", nothing);
        }
    }

    [Fact]
    public void Roles_stand_above_one_another_to_a_depth_and_no_deeper_also_when_what_is_below_grows()
    {
        var chain = new List<CustomRole> { Role("0", [], []) };
        for (var i = 1; i <= RoleBook.MaxDepth; i++)
        {
            chain.Add(Role($"{i}", [], [chain[^1].Key]));
            Table.Book(chain.SkipLast(1)).Check(chain[^1]).ShouldBeNull();
        }

        var book = Table.Book(chain);
        book.Check(Role("one more", [], [chain[^1].Key]))!.Code.ShouldBe("role.too_deep");
        book.Check(chain[0] with { Parents = ["USER"] })!.Code.ShouldBe("role.too_deep");
    }

    [Fact]
    public void A_round_that_stands_in_the_rows_ends_nothing_but_itself()
    {
        var (a, b) = (Role("a", ["leads:read"], []), Role("b", ["campaigns:read"], []));
        var book = Table.Book([a with { Parents = [b.Key] }, b with { Parents = [a.Key] }]);
        book.PermissionsOf(a.Key).ShouldBe(["campaigns:read", "leads:read"]);
        book.PermissionsOf(b.Key).ShouldBe(["campaigns:read", "leads:read"]);
    }

    [Fact]
    public void Resolution_equals_the_naive_model()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var roles = RandomRoles(random);
            var book = Table.Book(roles);
            var tree = RandomTree(random);
            var held = Enumerable.Range(0, random.Next(0, 6)).Select(_ => (Role: AnyRole(random, roles), Path: tree[random.Next(tree.Count)])).ToList();
            var grants = Entitlement.Grants(held.Select(h => Entitlements.Of(Assigned(h.Role, h.Path), AssigneeKind.User, book)));
            foreach (var permission in All)
            {
                foreach (var place in tree)
                {
                    var expected = held.Any(h => IsAtOrBelow(place, h.Path) && Naive(h.Role, roles).Contains(permission.Name));
                    grants.ReachOf(Tenant, permission.Name).Covers(place).ShouldBe(expected, $"seed {seed}, {permission.Name} at {place}");
                }
            }
        }
    }

    // Every role's closure by going round until nothing is added; permissions by the words of the rule.
    private static HashSet<string> Naive(string role, List<CustomRole> roles)
    {
        var (lineage, before) = (new HashSet<string> { role }, 0);
        while (lineage.Count > before)
        {
            before = lineage.Count;
            lineage.UnionWith(roles.Where(r => lineage.Contains(r.Key)).SelectMany(r => r.Parents).ToList());
        }

        var names = new HashSet<string>();
        foreach (var text in roles.Where(r => lineage.Contains(r.Key)).SelectMany(r => r.Permissions))
        {
            var (area, verb) = text == "*" ? ("*", "*") : (text.Split(':')[0], text.Split(':')[1]);
            string[] verbs = verb switch { "admin" => ["admin", "write", "read"], "write" => ["write", "read"], _ => [verb] };
            names.UnionWith(All.Where(p => (area == "*" || p.Area == area) && (verb == "*" || verbs.Contains(p.Verb))).Select(p => p.Name));
        }

        foreach (var stock in StockRole.All.Where(r => lineage.Contains(r.Id)))
        {
            var given = All.Where(p => stock == StockRole.Admin || p.GrantedTo.Contains(stock)).ToList();
            names.UnionWith(given.Select(p => p.Name));
            names.UnionWith(All.Where(p => p.Verb == "read" && given.Any(g => g.Area == p.Area && g.Verb == "write")).Select(p => p.Name));
        }

        return names;
    }

    private static List<CustomRole> RandomRoles(Random random)
    {
        string[] texts = [.. All.Select(p => p.Name), "*", "leads:*", "campaigns:*", "users:admin", "roles:*", "keys:*"];
        var roles = new List<CustomRole>();
        for (var i = random.Next(0, 7); i > 0; i--)
        {
            var made = Role($"r{i}", [.. Enumerable.Range(0, random.Next(0, 4)).Select(_ => texts[random.Next(texts.Length)])], [.. Enumerable.Range(0, random.Next(0, 3)).Select(_ => AnyRole(random, roles)).Distinct()]);
            if (Table.Book(roles).Check(made) is null)
            {
                roles.Add(made);
            }
        }

        return roles;
    }

    private static List<ScopePath> RandomTree(Random random)
    {
        var tree = new List<ScopePath> { ScopePath.Tenant };
        for (var o = random.Next(1, 3); o > 0; o--)
        {
            var organization = new ScopePath(Guid.CreateVersion7(), null, null);
            tree.Add(organization);
            for (var g = random.Next(0, 3); g > 0; g--)
            {
                var group = organization with { Group = Guid.CreateVersion7() };
                tree.Add(group);
                tree.AddRange(Enumerable.Range(0, random.Next(0, 3)).Select(_ => group with { Device = Guid.CreateVersion7() }));
            }
        }

        return tree;
    }

    private static bool IsAtOrBelow(ScopePath place, ScopePath node) =>
        (node.Organization is null || node.Organization == place.Organization) && (node.Group is null || node.Group == place.Group) && (node.Device is null || node.Device == place.Device);

    private static string AnyRole(Random random, List<CustomRole> roles) =>
        random.Next(StockRole.All.Count + roles.Count) is var n && n < StockRole.All.Count ? StockRole.All[n].Id : roles[n - StockRole.All.Count].Key;

    private static Assignment Assigned(string role, ScopePath path) => new(
        Id.New<AssignmentId>(TimeProvider.System), Tenant, AssigneeKind.User, Guid.CreateVersion7(), role, path.Node ?? new Scope(ScopeLevel.Tenant, Tenant.Value), Tenant, null, TimeProvider.System.GetUtcNow());

    private static CustomRole Role(string name, string[] permissions, string[] parents) =>
        new(Id.New<RoleId>(TimeProvider.System), Tenant, name, "", permissions, parents, 1, TimeProvider.System.GetUtcNow());
}
