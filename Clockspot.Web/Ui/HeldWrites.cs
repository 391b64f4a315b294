using System.Buffers;

namespace Clockspot.Ui;

/// <summary>
/// Stands before the answer's body, which takes only what is written asynchronously (Kestrel refuses the rest). Writers of zip and CSV write
/// a few bytes the other way now and then: those are held until the next asynchronous write, so that no thread waits for somebody's slow line.
/// </summary>
sealed class HeldWrites(Stream to) : Stream
{
    readonly ArrayBufferWriter<byte> held = new();

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override void Write(byte[] buffer, int offset, int count) => held.Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer) => held.Write(buffer);

    public override void Flush()
    {
        // What is held goes with the next asynchronous write.
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await Release(cancellationToken);
        await to.WriteAsync(buffer, cancellationToken);
    }

    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        await Release(cancellationToken);
        await to.FlushAsync(cancellationToken);
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    async ValueTask Release(CancellationToken stop)
    {
        if (held.WrittenCount == 0) return;
        await to.WriteAsync(held.WrittenMemory, stop);
        held.ResetWrittenCount();
    }
}
