using System.Text;

namespace Holdfast.Modules.Tickets.Domain;

/// <summary>Why a content is not taken as what its name says.</summary>
internal enum TypeRefusal
{
    /// <summary>The extension is not on the list.</summary>
    NotTaken,

    /// <summary>It is a program or a script, whatever it is called.</summary>
    Program,

    /// <summary>It does not begin as the extension says.</summary>
    ContentDiffers,

    /// <summary>The sender calls it another type than the extension does.</summary>
    StatedDiffers,
}

/// <summary>
/// A type of content that is taken: name, stated type and first bytes have to agree. Programs and scripts are refused; one that is evidence goes into an archive,
/// which nothing opens by itself.
/// </summary>
internal sealed record AttachmentType(string Extension, string MediaType, Func<ReadOnlyMemory<byte>, bool> Begins, params string[] AlsoStated)
{
    /// <summary>So many first bytes are enough to tell.</summary>
    public const int HeadBytes = 4096;
    private const string Unstated = "application/octet-stream";

    private static readonly Dictionary<string, AttachmentType> Taken = new AttachmentType[]
    {
        new(".png", "image/png", With(0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A)),
        new(".jpg", "image/jpeg", With(0xFF, 0xD8, 0xFF)),
        new(".jpeg", "image/jpeg", With(0xFF, 0xD8, 0xFF)),
        new(".gif", "image/gif", head => StartsWith(head, "GIF87a") || StartsWith(head, "GIF89a")),
        new(".webp", "image/webp", head => StartsWith(head, "RIFF") && head.Length >= 12 && StartsWith(head[8..], "WEBP")),
        new(".pdf", "application/pdf", head => StartsWith(head, "%PDF-")),
        new(".txt", "text/plain", IsText),
        new(".log", "text/plain", IsText),
        new(".csv", "text/csv", IsText, "text/plain", "application/vnd.ms-excel"),
        new(".json", "application/json", IsText, "text/plain", "text/json"),
        new(".eml", "message/rfc822", IsText, "text/plain"),
        new(".pcap", "application/vnd.tcpdump.pcap", IsCapture, "application/x-pcap"),
        new(".pcapng", "application/x-pcapng", With(0x0A, 0x0D, 0x0D, 0x0A), "application/vnd.tcpdump.pcap"),
        new(".evtx", "application/x-ms-evtx", head => StartsWith(head, "ElfFile\0")),
        new(".zip", "application/zip", IsZip, "application/x-zip-compressed"),
        new(".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", IsZip, "application/zip"),
        new(".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", IsZip, "application/zip"),
        new(".pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation", IsZip, "application/zip"),
        new(".odt", "application/vnd.oasis.opendocument.text", IsZip, "application/zip"),
        new(".ods", "application/vnd.oasis.opendocument.spreadsheet", IsZip, "application/zip"),
    }.ToDictionary(type => type.Extension, StringComparer.OrdinalIgnoreCase);

    /// <summary>The type of a content, or why it is not taken.</summary>
    /// <param name="name">Its clean name.</param>
    /// <param name="stated">The type that the sender gives it; null or of no meaning: none.</param>
    /// <param name="head">Its first bytes, at most <see cref="HeadBytes"/>.</param>
    public static (AttachmentType? Type, TypeRefusal? Refusal) Of(string name, string? stated, ReadOnlyMemory<byte> head)
    {
        if (IsProgram(head))
        {
            return (null, TypeRefusal.Program);
        }

        if (!Taken.TryGetValue(Path.GetExtension(name), out var type))
        {
            return (null, TypeRefusal.NotTaken);
        }

        if (!type.Begins(head))
        {
            return (null, TypeRefusal.ContentDiffers);
        }

        var bare = stated?.Split(';')[0].Trim() is { Length: > 0 } some ? some : Unstated;
        return ((string[])[Unstated, type.MediaType, .. type.AlsoStated]).Contains(bare, StringComparer.OrdinalIgnoreCase) ? (type, null) : (null, TypeRefusal.StatedDiffers);
    }

    // Windows, Linux, macOS (and Java, which shares a beginning), WebAssembly, shortcuts, and what a shell would run. A text may begin with MZ; a program has zeros.
    private static bool IsProgram(ReadOnlyMemory<byte> head) =>
        (StartsWith(head, "MZ") && head.Span.Contains((byte)0))
        || StartsWith(head, "#!")
        || head.Span.StartsWith("\u007FELF"u8)
        || head.Span.StartsWith("\0asm"u8)
        || head.Span is [0xFE, 0xED, 0xFA, 0xCE or 0xCF, ..] or [0xCE or 0xCF, 0xFA, 0xED, 0xFE, ..] or [0xCA, 0xFE, 0xBA, 0xBE, ..]
        || head.Span is [0x4C, 0, 0, 0, 0x01, 0x14, 0x02, 0, ..];

    private static bool IsZip(ReadOnlyMemory<byte> head) => head.Span is [0x50, 0x4B, 3, 4, ..] or [0x50, 0x4B, 5, 6, ..];

    // In either order of bytes, counting microseconds or nanoseconds.
    private static bool IsCapture(ReadOnlyMemory<byte> head) =>
        head.Span is [0xD4, 0xC3, 0xB2, 0xA1, ..] or [0xA1, 0xB2, 0xC3, 0xD4, ..] or [0x4D, 0x3C, 0xB2, 0xA1, ..] or [0xA1, 0xB2, 0x3C, 0x4D, ..];

    // UTF-8 that may be cut in its last letter, or UTF-16 that says so.
    private static bool IsText(ReadOnlyMemory<byte> head)
    {
        if (head.Span is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..])
        {
            return head.Span is not [0xFF, 0xFE, 0, 0, ..];
        }

        var left = head.Span;
        while (left.Length > 0)
        {
            var status = Rune.DecodeFromUtf8(left, out var rune, out var read);
            if (status == System.Buffers.OperationStatus.NeedMoreData)
            {
                return head.Length == HeadBytes;
            }

            if (status != System.Buffers.OperationStatus.Done || rune.Value == 0)
            {
                return false;
            }

            left = left[read..];
        }

        return true;
    }

    private static bool StartsWith(ReadOnlyMemory<byte> head, string text) => head.Span.StartsWith(Encoding.ASCII.GetBytes(text));

    private static Func<ReadOnlyMemory<byte>, bool> With(params byte[] beginning) => head => head.Span.StartsWith(beginning);
}
