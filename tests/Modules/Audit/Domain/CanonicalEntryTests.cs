using System.Text;
using System.Text.Json;
using Holdfast.Modules.Audit.Domain;
using Holdfast.Modules.Audit.Proof;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Tests.Modules.Audit.Domain;

/// <summary>An entry's canonical form is what RFC 8785 makes of its JSON, member for member, whatever stands in it.</summary>
public sealed class CanonicalEntryTests
{
    private static readonly string[] Words =
        ["", "plain", "with \"quotes\" and \\", "new\nline\ttab\u0001", "Grüße, 世界 🦀", "half \ud83d of a pair", "\u2028 and \u007f", "</script>", new('x', 3000)];

    [Fact]
    public void It_is_the_canonical_form_of_the_entry_s_json()
    {
        var random = new Random(8785);
        for (var i = 0; i < 500; i++)
        {
            var entry = Any(random);
            Encoding.UTF8.GetString(entry.Canonical()).ShouldBe(Encoding.UTF8.GetString(CanonicalJson.Of(JsonSerializer.SerializeToElement(entry, WireJson.Options))));
        }
    }

    [Fact]
    public void It_reads_back_as_the_same_entry()
    {
        var random = new Random(6962);
        for (var i = 0; i < 100; i++)
        {
            var bytes = Any(random).Canonical();
            AuditEntry.Parse(bytes).Canonical().ShouldBe(bytes);
        }
    }

    private static AuditEntry Any(Random random)
    {
        T? Maybe<T>(Func<T> make) where T : class => random.Next(3) == 0 ? null : make();
        Guid? MaybeId() => random.Next(3) == 0 ? null : Guid.CreateVersion7();
        string Word() => Words[random.Next(Words.Length)];
        T Member<T>() where T : struct, Enum => Enum.GetValues<T>()[random.Next(Enum.GetValues<T>().Length)];
        DateTimeOffset Time() => new DateTimeOffset(2026, 11, 25, 14, 0, 0, TimeSpan.FromHours(random.Next(-11, 12))).AddTicks(random.NextInt64(10_000_000) * random.Next(2));
        JsonElement? Value() => random.Next(3) == 0 ? null : JsonSerializer.SerializeToElement(new { b = Word(), a = random.NextDouble() * 1e20, z = new object?[] { null, true, random.Next(), Word() } });
        AuditActor Actor(int depth) => new(
            Member<PrincipalKind>(), MaybeId(), Word(), Maybe(Word), random.Next(2) == 0 ? null : Id.New<TenantId>(TimeProvider.System), Maybe<string[]>(() => [Word(), "pwd"]), MaybeId(), depth > 2 ? null : Maybe(() => Actor(depth + 1)));

        return new AuditEntry(
            Guid.CreateVersion7(),
            Time(),
            Id.New<TenantId>(TimeProvider.System),
            Member<AuditCategory>(),
            Member<AuditSeverity>(),
            Word(),
            Actor(0),
            new AuditOrigin(Maybe(Word), Maybe(Word), MaybeId(), Word()),
            new AuditResource(Word(), MaybeId(), Maybe(Word)),
            Member<AuditOutcome>(),
            Maybe(Word),
            Value(),
            Value(),
            new AuditFlags(random.Next(2) == 0, random.Next(2) == 0, random.Next(2) == 0),
            Time(),
            Maybe(() => new AuditScope(MaybeId(), MaybeId(), MaybeId())),
            AuditEntry.PresentFormat);
    }
}
