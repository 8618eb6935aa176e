using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Holdfast.Modules.Audit.Proof;
using Holdfast.Platform.Data;

namespace Holdfast.Modules.Audit.Domain;

/// <summary>
/// Writes an entry in its canonical form (RFC 8785) at once: what serializing it, reading it back, sorting its members and writing it again gives, of
/// present format. The members stand here in their order; a member of <see cref="AuditEntry"/> that is missing here fails a test.
/// </summary>
internal static class CanonicalEntry
{
    public static byte[] Of(AuditEntry entry)
    {
        var output = new ArrayBufferWriter<byte>(1024);
        Text(output, "{\"action\":"u8, entry.Action);
        output.Write(",\"actor\":"u8);
        Actor(output, entry.Actor);
        Value(output, ",\"after\":"u8, entry.After);
        Time(output, ",\"at\":"u8, entry.At);
        Value(output, ",\"before\":"u8, entry.Before);
        Member(output, ",\"category\":"u8, entry.Category);
        Text(output, ",\"error\":"u8, entry.Error);
        output.Write(",\"flags\":"u8);
        Flags(output, entry.Flags);
        Number(output, ",\"format\":"u8, entry.Format);
        Uuid(output, ",\"id\":"u8, entry.Id);
        output.Write(",\"origin\":"u8);
        Origin(output, entry.Origin);
        Member(output, ",\"outcome\":"u8, entry.Outcome);
        output.Write(",\"resource\":"u8);
        Resource(output, entry.Resource);
        Time(output, ",\"retainUntil\":"u8, entry.RetainUntil);
        output.Write(",\"scope\":"u8);
        Scope(output, entry.Scope);
        Member(output, ",\"severity\":"u8, entry.Severity);
        Uuid(output, ",\"tenantId\":"u8, entry.TenantId.Value);
        output.Write("}"u8);
        return output.WrittenSpan.ToArray();
    }

    private static void Actor(ArrayBufferWriter<byte> output, AuditActor? actor)
    {
        if (actor is null)
        {
            output.Write("null"u8);
            return;
        }

        Uuid(output, "{\"credentialId\":"u8, actor.CredentialId);
        Text(output, ",\"email\":"u8, actor.Email);
        Uuid(output, ",\"id\":"u8, actor.Id);
        Member(output, ",\"kind\":"u8, actor.Kind);
        output.Write(",\"methods\":"u8);
        Texts(output, actor.Methods);
        Text(output, ",\"name\":"u8, actor.Name);
        output.Write(",\"onBehalfOf\":"u8);
        Actor(output, actor.OnBehalfOf);
        Uuid(output, ",\"tenantId\":"u8, actor.TenantId?.Value);
        output.Write("}"u8);
    }

    private static void Flags(ArrayBufferWriter<byte> output, AuditFlags flags)
    {
        Flag(output, "{\"compliance\":"u8, flags.Compliance);
        Flag(output, ",\"pii\":"u8, flags.Pii);
        Flag(output, ",\"sensitive\":"u8, flags.Sensitive);
        output.Write("}"u8);
    }

    private static void Origin(ArrayBufferWriter<byte> output, AuditOrigin origin)
    {
        Text(output, "{\"ip\":"u8, origin.Ip);
        Text(output, ",\"requestId\":"u8, origin.RequestId);
        Uuid(output, ",\"sessionId\":"u8, origin.SessionId);
        Text(output, ",\"userAgent\":"u8, origin.UserAgent);
        output.Write("}"u8);
    }

    private static void Resource(ArrayBufferWriter<byte> output, AuditResource resource)
    {
        Uuid(output, "{\"id\":"u8, resource.Id);
        Text(output, ",\"name\":"u8, resource.Name);
        Text(output, ",\"type\":"u8, resource.Type);
        output.Write("}"u8);
    }

    private static void Scope(ArrayBufferWriter<byte> output, AuditScope? scope)
    {
        if (scope is null)
        {
            output.Write("null"u8);
            return;
        }

        Uuid(output, "{\"deviceId\":"u8, scope.DeviceId);
        Uuid(output, ",\"groupId\":"u8, scope.GroupId);
        Uuid(output, ",\"organizationId\":"u8, scope.OrganizationId);
        output.Write("}"u8);
    }

    private static void Texts(ArrayBufferWriter<byte> output, IReadOnlyList<string>? texts)
    {
        if (texts is null)
        {
            output.Write("null"u8);
            return;
        }

        output.Write("["u8);
        for (var i = 0; i < texts.Count; i++)
        {
            Text(output, i == 0 ? ""u8 : ","u8, texts[i]);
        }

        output.Write("]"u8);
    }

    private static void Text(ArrayBufferWriter<byte> output, ReadOnlySpan<byte> before, string? text)
    {
        output.Write(before);
        if (text is null)
        {
            output.Write("null"u8);
        }
        else
        {
            CanonicalJson.Write(text, output);
        }
    }

    private static void Value(ArrayBufferWriter<byte> output, ReadOnlySpan<byte> before, JsonElement? value)
    {
        output.Write(before);
        if (value is { } some)
        {
            CanonicalJson.Write(some, output);
        }
        else
        {
            output.Write("null"u8);
        }
    }

    private static void Member<T>(ArrayBufferWriter<byte> output, ReadOnlySpan<byte> before, T member) where T : struct, Enum
    {
        output.Write(before);
        CanonicalJson.Write(EnumText.Of(member), output);
    }

    private static void Flag(ArrayBufferWriter<byte> output, ReadOnlySpan<byte> before, bool flag)
    {
        output.Write(before);
        output.Write(flag ? "true"u8 : "false"u8);
    }

    private static void Number(ArrayBufferWriter<byte> output, ReadOnlySpan<byte> before, int number)
    {
        output.Write(before);
        number.TryFormat(output.GetSpan(11), out var length, provider: CultureInfo.InvariantCulture);
        output.Advance(length);
    }

    private static void Uuid(ArrayBufferWriter<byte> output, ReadOnlySpan<byte> before, Guid? id)
    {
        output.Write(before);
        if (id is not { } some)
        {
            output.Write("null"u8);
            return;
        }

        output.Write("\""u8);
        some.TryFormat(output.GetSpan(36), out var length);
        output.Advance(length);
        output.Write("\""u8);
    }

    private static void Time(ArrayBufferWriter<byte> output, ReadOnlySpan<byte> before, DateTimeOffset time)
    {
        output.Write(before);
        output.Write("\""u8);
        time.ToUniversalTime().TryFormat(output.GetSpan(32), out var length, "yyyy-MM-ddTHH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture);
        output.Advance(length);
        output.Write("\""u8);
    }
}
