using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Modules.Tickets.Domain;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;

namespace Holdfast.Modules.Tickets;

/// <summary>An attachment's content, opened one piece at a time as it is read: no connection is held between two pieces.</summary>
internal sealed class AttachmentContent(AttachmentsDb db, ISealer sealer, OpContext op, AttachmentId id, long size) : Stream
{
    private ReadOnlyMemory<byte> left;
    private int next;
    private long given;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => size;

    public override long Position { get => given; set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (given == size || buffer.Length == 0)
        {
            return 0;
        }

        if (left.Length == 0)
        {
            var piece = await db.Piece(op, id, next, cancellationToken) ?? throw new EndOfStreamException("The attachment's content was removed while it was read.");
            left = sealer.Open(piece, Attachment.Purpose(op.Tenant, id, next++));
        }

        var read = Math.Min(buffer.Length, left.Length);
        left[..read].CopyTo(buffer);
        left = left[read..];
        given += read;
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
        // Nothing is written.
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
