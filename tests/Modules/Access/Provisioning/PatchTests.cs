using System.Text.Json;
using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Provisioning;
using Holdfast.Platform.Kernel;

namespace Holdfast.Tests.Modules.Access.Provisioning;

/// <summary>PATCH as the standard has it, and as identity providers send it.</summary>
public sealed class PatchTests
{
    private const string One = "01890000-0000-7000-8000-000000000001";
    private const string Two = "01890000-0000-7000-8000-000000000002";
    private static readonly UserDraft Eva = new("eva@acme.example", "x1", "Eva", "Eva Berg", "Eva", "Berg", true);

    // The later ones are requests of Microsoft Entra and of Okta, as their documentation shows them.
    [Theory]
    [InlineData("""[{"op":"replace","path":"displayName","value":"E"}]""", "eva@acme.example|x1|E|Eva Berg|Eva|Berg|True")]
    [InlineData("""[{"op":"add","path":"NAME.GIVENNAME","value":"E"},{"op":"remove","path":"externalId"}]""", "eva@acme.example||Eva|Eva Berg|E|Berg|True")]
    [InlineData("""[{"op":"remove","path":"name"}]""", "eva@acme.example|x1|Eva||||True")]
    [InlineData("""[{"op":"replace","path":"name","value":{"familyName":"North"}}]""", "eva@acme.example|x1|Eva|Eva Berg|Eva|North|True")]
    [InlineData("""[{"op":"replace","path":"displayName","value":"first"},{"op":"add","path":"displayName","value":"last"}]""", "eva@acme.example|x1|last|Eva Berg|Eva|Berg|True")]
    [InlineData("""[{"op":"replace","path":"urn:ietf:params:scim:schemas:core:2.0:User:displayName","value":"E"}]""", "eva@acme.example|x1|E|Eva Berg|Eva|Berg|True")]
    [InlineData("""[{"op":"Replace","path":"active","value":"False"}]""", "eva@acme.example|x1|Eva|Eva Berg|Eva|Berg|False")]
    [InlineData("""[{"op":"Add","path":"active","value":false}]""", "eva@acme.example|x1|Eva|Eva Berg|Eva|Berg|False")]
    [InlineData("""[{"op":"replace","value":{"active":false}}]""", "eva@acme.example|x1|Eva|Eva Berg|Eva|Berg|False")]
    [InlineData("""[{"op":"Replace","path":"emails[type eq \"work\"].value","value":"updated@elsewhere.example"},{"op":"Replace","path":"name.familyName","value":"updatedFamilyName"}]""", "eva@acme.example|x1|Eva|Eva Berg|Eva|updatedFamilyName|True")]
    [InlineData("""[{"op":"Add","value":{"name.givenName":"G","urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department":"D","emails[type eq \"work\"].value":"x","displayName":"N","not a path":1}}]""", "eva@acme.example|x1|N|Eva Berg|G|Berg|True")]
    [InlineData("""[{"op":"Replace","path":"userName","value":"5b50642d@acme.example"}]""", "5b50642d@acme.example|x1|Eva|Eva Berg|Eva|Berg|True")]
    [InlineData("""[{"op":"Add","path":"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager","value":"m"},{"op":"add","path":"title","value":"t"}]""", "eva@acme.example|x1|Eva|Eva Berg|Eva|Berg|True")]
    [InlineData("""[{"op":"replace","value":{"id":"x","schemas":[],"meta":{},"groups":[],"password":"secret","externalId":"x2"}}]""", "eva@acme.example|x2|Eva|Eva Berg|Eva|Berg|True")]
    public void A_person_is_changed(string operations, string after)
    {
        var u = Read(operations).Value.Apply(Eva).Value;
        string.Join('|', u.UserName, u.ExternalId, u.DisplayName, u.Formatted, u.GivenName, u.FamilyName, u.Active).ShouldBe(after);
    }

    [Theory]
    [InlineData("[]", "provisioning.invalid_syntax")]
    [InlineData("{}", "provisioning.invalid_syntax")]
    [InlineData("[1]", "provisioning.invalid_syntax")]
    [InlineData("""[{"op":"move","path":"displayName","value":"x"}]""", "provisioning.invalid_syntax")]
    [InlineData("""[{"op":"1","path":"displayName","value":"x"}]""", "provisioning.invalid_syntax")]
    [InlineData("""[{"path":"displayName","value":"x"}]""", "provisioning.invalid_syntax")]
    [InlineData("""[{"op":"remove"}]""", "provisioning.no_target")]
    [InlineData("""[{"op":"replace","value":"x"}]""", "provisioning.invalid_value")]
    [InlineData("""[{"op":"add"}]""", "provisioning.invalid_value")]
    [InlineData("""[{"op":"replace","path":"active"}]""", "provisioning.invalid_value")]
    [InlineData("""[{"op":"replace","path":"active","value":"maybe"}]""", "provisioning.invalid_value")]
    [InlineData("""[{"op":"remove","path":"userName"}]""", "provisioning.invalid_value")]
    [InlineData("""[{"op":"replace","path":"userName","value":""}]""", "provisioning.invalid_value")]
    [InlineData("""[{"op":"replace","path":"displayName","value":{}}]""", "provisioning.invalid_value")]
    [InlineData("""[{"op":"replace","path":"name","value":"x"}]""", "provisioning.invalid_value")]
    [InlineData("""[{"op":"replace","path":"id","value":"x"}]""", "provisioning.mutability")]
    [InlineData("""[{"op":"remove","path":"groups"}]""", "provisioning.mutability")]
    [InlineData("""[{"op":"replace","path":"a..b","value":"x"}]""", "provisioning.invalid_path")]
    [InlineData("""[{"op":"replace","path":"emails[type eq","value":"x"}]""", "provisioning.invalid_path")]
    [InlineData("""[{"op":"replace","path":7,"value":"x"}]""", "provisioning.invalid_path")]
    [InlineData("""[{"op":"replace","path":"displayName","value":"ok"},{"op":"replace","path":"displayName","value":7}]""", "provisioning.invalid_value")]
    public void What_cannot_be_is_a_problem(string operations, string code)
    {
        var patch = Read(operations);
        (patch.Problem ?? patch.Value.Apply(Eva).Problem).ShouldNotBeNull().Code.ShouldBe(code);
    }

    [Theory]
    [InlineData("""[{"op":"add","path":"members","value":[{"value":"1"},{"value":"2"}]}]""", "g|+12")]
    [InlineData("""[{"op":"Add","path":"members","value":[{"$ref":null,"value":"1"}]}]""", "g|+1")]
    [InlineData("""[{"op":"add","path":"members","value":{"value":"1"}}]""", "g|+1")]
    [InlineData("""[{"op":"Remove","path":"members","value":[{"$ref":null,"value":"1"}]}]""", "g|-1")]
    [InlineData("""[{"op":"remove","path":"members[value eq \"1\"]"}]""", "g|-1")]
    [InlineData("""[{"op":"remove","path":"members[value eq \"1\" or value eq \"2\"]"}]""", "g|-12")]
    [InlineData("""[{"op":"remove","path":"members[value eq \"nobody\"]"}]""", "g|")]
    [InlineData("""[{"op":"remove","path":"members"}]""", "g|=")]
    [InlineData("""[{"op":"replace","path":"members","value":[{"value":"2","display":"x"}]}]""", "g|=+2")]
    [InlineData("""[{"op":"replace","path":"members","value":[]}]""", "g|=")]
    [InlineData("""[{"op":"remove","path":"members"},{"op":"add","path":"members","value":[{"value":"1"}]}]""", "g|=+1")]
    [InlineData("""[{"op":"add","path":"members","value":[{"value":"1"}]},{"op":"remove","path":"members[value eq \"1\"]"}]""", "g|-1")]
    [InlineData("""[{"op":"remove","path":"members[value eq \"1\"]"},{"op":"add","path":"members","value":[{"value":"1"}]}]""", "g|+1")]
    [InlineData("""[{"op":"replace","value":{"id":"abf4dd94","displayName":"new"}}]""", "new|")]
    [InlineData("""[{"op":"Replace","path":"displayName","value":"new"},{"op":"Replace","path":"externalId","value":"e"}]""", "new|")]
    [InlineData("""[{"op":"add","value":{"members":[{"value":"1"}],"displayName":"new"}}]""", "new|+1")]
    public void A_group_is_changed(string operations, string after)
    {
        var draft = Read(Ids(operations)).Value.Apply(new GroupDraft("g", null, MemberChange.None)).Value;
        static string Short(IReadOnlyList<UserId> users) => string.Concat(users.Select(u => u.ToString()[^1]));
        var (cleared, added, removed) = (draft.Members.IsCleared ? "=" : "", Short(draft.Members.Added), Short(draft.Members.Removed));
        $"{draft.Name}|{cleared}{(added.Length > 0 ? "+" + added : "")}{(removed.Length > 0 ? "-" + removed : "")}".ShouldBe(after);
    }

    [Theory]
    [InlineData("""[{"op":"remove","path":"members[display co \"x\"]"}]""", "provisioning.invalid_path")]
    [InlineData("""[{"op":"remove","path":"members[not (value eq \"1\")]"}]""", "provisioning.invalid_path")]
    [InlineData("""[{"op":"add","path":"members","value":[{"value":"x"}]}]""", "provisioning.invalid_value")]
    [InlineData("""[{"op":"add","path":"members","value":["1"]}]""", "provisioning.invalid_value")]
    [InlineData("""[{"op":"add","path":"members","value":"1"}]""", "provisioning.invalid_value")]
    [InlineData("""[{"op":"remove","path":"displayName"}]""", "provisioning.invalid_value")]
    [InlineData("""[{"op":"replace","path":"displayName","value":" "}]""", "provisioning.invalid_value")]
    [InlineData("""[{"op":"replace","path":"meta","value":{}}]""", "provisioning.mutability")]
    public void What_cannot_be_of_a_group_is_a_problem(string operations, string code) =>
        Read(Ids(operations)).Value.Apply(new GroupDraft("g", null, MemberChange.None)).Problem.ShouldNotBeNull().Code.ShouldBe(code);

    [Fact]
    public void Operations_and_members_are_bounded()
    {
        string Operations(int n) => $"[{string.Join(',', Enumerable.Repeat("""{"op":"replace","path":"displayName","value":"x"}""", n))}]";
        Read(Operations(ScimLimits.PatchOperations)).Succeeded.ShouldBeTrue();
        Read(Operations(ScimLimits.PatchOperations + 1)).Problem.ShouldNotBeNull().Code.ShouldBe("provisioning.too_many");
        string Half() => $$"""{"op":"add","path":"members","value":[{{string.Join(',', Enumerable.Range(0, 600).Select(_ => $$"""{"value":"{{Guid.CreateVersion7()}}"}"""))}}]}""";
        Read($"[{Half()}]").Value.Apply(new GroupDraft("g", null, MemberChange.None)).Succeeded.ShouldBeTrue();
        Read($"[{Half()},{Half()}]").Value.Apply(new GroupDraft("g", null, MemberChange.None)).Problem.ShouldNotBeNull().Code.ShouldBe("provisioning.too_many");
    }

    private static Result<Patch> Read(string operations)
    {
        using var body = JsonDocument.Parse($$"""{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"operations":{{operations}}}""");
        return Patch.Read(body.RootElement.Clone());
    }

    private static string Ids(string operations) => operations
        .Replace("\"1\"", $"\"{One}\"", StringComparison.Ordinal).Replace("\"2\"", $"\"{Two}\"", StringComparison.Ordinal)
        .Replace("\\\"1\\\"", $"\\\"{One}\\\"", StringComparison.Ordinal).Replace("\\\"2\\\"", $"\\\"{Two}\\\"", StringComparison.Ordinal);
}
